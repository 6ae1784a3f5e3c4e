import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChunkResult, ChunkSpec } from '../../../src/core/verify/records/chunk';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkInChunks } from '../../../src/core/verify/records/walkInChunks';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { segmentOfStart } from '../../../src/core/wal/geometry';
import { timelinePath, type TimelinePath } from '../../../src/core/wal/timelinePath';
import { PAGE, type RecordInput, SEGMENT, SYSTEM, WalBuilder } from './walBuilder';

const VERSIONS = [90000, 90200, 90300, 90400, 90500, 90600, 120000, 150000, 180000, 190000];

/** Heap records: their content does not matter. */
function filler(length: number, seed = 1): RecordInput {
  const payload = Uint8Array.from({ length }, (_, index) => (index * 31 + seed) & 255);
  return { manager: 10, info: 0, payload };
}

function contextOf(wal: WalBuilder, version: number): WalContext {
  return {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: pathTo(wal),
    systemIdentifier: SYSTEM,
    versionNum: version,
  };
}

/** Timelines that began before all of this WAL. */
function pathTo({ timeline, geometry }: WalBuilder): TimelinePath {
  const older = Array.from({ length: timeline - 1 }, (_, index) => index + 1);
  const switches = older.map((each, line) => ({
    timeline: each,
    switchLsn: 1n,
    switchSegment: undefined,
    reason: '',
    line,
  }));
  return timelinePath(timeline, { timeline, switches }, geometry);
}

async function walkAll(wal: WalBuilder, version: number): Promise<ChunkResult> {
  return walkChunk(contextOf(wal, version), rangeOf(wal));
}

function rangeOf(wal: WalBuilder): ChunkSpec {
  const segments = [...wal.segments.keys()];
  return { firstSegment: Math.min(...segments), lastSegment: Math.max(...segments) };
}

const ONE_EACH = { segmentsPerChunk: 1, inFlight: 1 };

/** Chunks of one segment each come to what one walk comes to: all that was written. */
async function assertChunksFit(wal: WalBuilder, version: number): Promise<void> {
  const context = contextOf(wal, version);
  const joined = await walkInChunks(context, rangeOf(wal), ONE_EACH, (spec) => walkChunk(context, spec));
  const whole = await walkAll(wal, version);
  assert.deepEqual([joined.end, joined.reached, joined.records], [whole.end, whole.reached, whole.records]);
  assert.equal(whole.reached, wal.records.at(-1)?.end);
}

/** Sizes that meet page ends in every way: tiny, around the remaining space, larger than a page. */
const SIZES = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 300 }) },
    { weight: 3, arbitrary: fc.integer({ min: PAGE - 120, max: PAGE + 60 }) },
    { weight: 2, arbitrary: fc.integer({ min: PAGE, max: 6 * PAGE }) },
  ),
  { minLength: 1, maxLength: 40 },
);

describe('record walk', function () {
  for (const version of VERSIONS) {
    it(`${version}: reads what a server would have written, to the last record`, async () => {
      await fc.assert(
        fc.asyncProperty(SIZES, async (sizes) => {
          const wal = new WalBuilder(version);
          for (const [index, size] of sizes.entries()) wal.append(filler(size, index));
          const walk = await walkAll(wal, version);
          assert.equal(walk.records, sizes.length);
          assert.equal(walk.reached, wal.records.at(-1)?.end);
          assert.equal(walk.exit?.last, wal.records.at(-1)?.lsn);
          assert.equal(walk.entry?.lsn, wal.records[0]?.lsn);
          assert(walk.end.kind === 'cut' ? walk.end.cut.code === 'incomplete-segment' : true);
        }),
        { numRuns: 10 },
      );
    });

    it(`${version}: chunks of one segment fit together`, async () => {
      await fc.assert(
        fc.asyncProperty(SIZES, async (sizes) => {
          const wal = new WalBuilder(version);
          for (const size of [...sizes, SEGMENT - 300, ...sizes, SEGMENT + 9000, ...sizes])
            wal.append(filler(size));
          await assertChunksFit(wal, version);
        }),
        { numRuns: 4 },
      );
    });

    it(`${version}: a flipped byte is never walked over`, async () => {
      const wal = new WalBuilder(version);
      for (let index = 0; index < 120; index++) wal.append(filler((index * 577) % 9000, index));
      wal.switchSegment();
      const last = wal.records.at(-1);
      assert(last !== undefined);
      const end = last.end;
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
          const segment = 1 + (at % wal.segments.size);
          const bytes = wal.segments.get(segment);
          assert(bytes !== undefined);
          const offset = Math.floor(at / wal.segments.size) % SEGMENT;
          const before = bytes[offset] ?? 0;
          bytes[offset] = before ^ mask;
          try {
            const walk = await walkAll(wal, version);
            const lsn = BigInt(segment * SEGMENT + offset);
            const record = wal.records.find((each) => each.lsn <= lsn && lsn < each.end);
            // Padding, header padding and the flag that allows to omit page images do not count.
            const harmless = walk.end.kind !== 'cut' && walk.reached === end;
            // A wrong page size in a header of 9.0 to 9.2 shows at the end of the page at the latest.
            const pageEnd = lsn - (lsn % BigInt(PAGE)) + BigInt(PAGE);
            if (!harmless) assert(walk.reached === undefined || walk.reached <= (record?.end ?? pageEnd));
            else assert(isSlack(wal, bytes, offset, lsn), `walked over offset ${offset}`);
          } finally {
            bytes[offset] = before;
          }
        }),
        { numRuns: 60, examples: [[29, 160]] },
      );
    });
  }

  /** Whether a byte belongs to no record and to no checked part of a page header. */
  function isSlack(wal: WalBuilder, bytes: Uint8Array, offset: number, lsn: bigint): boolean {
    const behindSwitch = wal.records.at(-1)?.lsn ?? 0n;
    if (lsn >= behindSwitch + 32n) return true;
    const inPage = offset % PAGE;
    const { format } = wal;
    const header = offset < PAGE ? format.longPageHeader : format.shortPageHeader;
    if (inPage < header) {
      const padding = format.family !== '9.0' && inPage >= 20 && inPage < 24;
      return padding || inPage === 2 || (inPage >= 4 && inPage < 8) || (inPage >= 16 && inPage < 20);
    }
    const record = wal.records.findLast((each) => each.lsn <= lsn);
    if (record === undefined || lsn >= record.end - 8n || record.input.info === 0x40) return true;
    // Header padding of the old families.
    const inHeader = Number(lsn - record.lsn);
    assert(bytes.length > 0);
    return format.family === '9.3' && inHeader >= 28 && inHeader < 32;
  }

  it('up to 9.2 goes from the last used segment of a log file to the next log file', async () => {
    const perLog = 4095;
    const wal = new WalBuilder(90200, perLog - 1);
    for (let index = 0; index < 300; index++) wal.append(filler(8000));
    const walk = await walkAll(wal, 90200);
    assert.equal(walk.records, 300);
    assert.equal(walk.reached, wal.records.at(-1)?.end);
    assert((walk.reached ?? 0n) > 1n << 32n);
    assert(wal.records.every((record) => record.lsn < 0xfff00000n || record.lsn >= 1n << 32n));
  });

  it('a WAL switch leaves the rest of the segment unread, whatever is in it', async () => {
    for (const version of VERSIONS) {
      const wal = new WalBuilder(version);
      wal.append(filler(100));
      const ended = wal.switchSegment();
      wal.segments.get(1)?.fill(0xaa, Number(ended.lsn) - SEGMENT + 64);
      wal.append(filler(50));
      const walk = await walkAll(wal, version);
      assert.deepEqual([walk.records, walk.reached], [3, wal.records.at(-1)?.end]);
    }
  });

  it('a record that the server never finished is passed over where the next page says so', async () => {
    for (const version of [90600, 120000, 150000, 180000, 190000]) {
      const wal = new WalBuilder(version);
      wal.append(filler(100));
      wal.abandon(filler(20_000));
      wal.append(filler(100));
      const walk = await walkAll(wal, version);
      assert.deepEqual([walk.records, walk.reached], [3, wal.records.at(-1)?.end]);
    }
  });

  it('an abandoned record at the end of a chunk fits to the next chunk', async () => {
    const wal = new WalBuilder(150000);
    wal.append(filler(SEGMENT - 20_000));
    while (segmentOfStart(wal.position, wal.geometry) === 1) {
      const left = SEGMENT * 2 - Number(wal.position);
      if (left < 6000) {
        wal.abandon(filler(20_000));
        break;
      }
      wal.append(filler(1000));
    }
    wal.append(filler(100));
    const context = contextOf(wal, 150000);
    const range = { firstSegment: 1, lastSegment: 2 };
    const joined = await walkInChunks(context, range, ONE_EACH, (spec) => walkChunk(context, spec));
    const whole = await walkAll(wal, 150000);
    assert.deepEqual([joined.records, joined.reached], [whole.records, whole.reached]);
    assert.equal(whole.reached, wal.records.at(-1)?.end);
  });

  it('an abandoned record of several segments ends where the server went on', async () => {
    for (const [fullPages, size] of [
      [300, 8],
      [400, 5],
      [511, 8],
      [512, 8],
      [513, 8],
    ] as const) {
      const wal = new WalBuilder(150000);
      wal.append(filler(100));
      wal.abandon(filler(size * SEGMENT), undefined, fullPages);
      wal.append(filler(SEGMENT));
      await assertChunksFit(wal, 150000);
    }
  });

  it('a record that covers whole segments is read to its end from the chunk in which it begins', async () => {
    for (const version of [90200, 90300, 90600, 180000]) {
      for (const size of [SEGMENT - 9000, SEGMENT + 9000, 2 * SEGMENT, 4 * SEGMENT - 12_000]) {
        const wal = new WalBuilder(version);
        wal.append(filler(SEGMENT - 15_000));
        for (const each of [size, 100, size, SEGMENT, 100]) wal.append(filler(each));
        await assertChunksFit(wal, version);
      }
    }
  });

  it('the record that overwrites must name the one that it replaces', async () => {
    const wal = new WalBuilder(150000);
    const { lsn } = wal.append(filler(100));
    wal.append(filler(100));
    wal.abandon(filler(20_000), wal.lsnBytes(lsn));
    const walk = await walkAll(wal, 150000);
    assert(walk.end.kind === 'cut');
    assert.deepEqual(
      [walk.end.cut.code, walk.end.cut.args['reason']],
      ['broken-record-chain', 'overwrite-mismatch'],
    );
  });

  it('timelines of the path may follow each other inside a segment, but never go back', async () => {
    const wal = new WalBuilder(150000);
    for (let index = 0; index < 20; index++) wal.append(filler(2000));
    wal.timeline = 2;
    for (let index = 0; index < 20; index++) wal.append(filler(2000));
    const good = await walkAll(wal, 150000);
    assert.deepEqual([good.records, good.firstTimeline, good.lastTimeline], [40, 1, 2]);
    wal.timeline = 1;
    for (let index = 0; index < 20; index++) wal.append(filler(2000));
    wal.timeline = 2;
    const back = await walkAll(wal, 150000);
    assert(back.end.kind === 'cut' && back.records < 60);
  });

  it('a restore point behind a fork is of the new timeline, though its page was begun on the old one', async () => {
    const wal = new WalBuilder(150000);
    const payload = new Uint8Array(72);
    const point = { manager: 0, info: 0x70, payload };
    const old = wal.append(point);
    const young = wal.append(point);
    const switches = [{ timeline: 1, switchLsn: old.end, switchSegment: undefined, reason: '', line: 1 }];
    const path = timelinePath(2, { timeline: 2, switches }, wal.geometry);
    const range = { firstSegment: 1, lastSegment: 1 };
    const walk = await walkChunk({ ...contextOf(wal, 150000), timelinePath: path }, range);
    assert.deepEqual(
      walk.restorePoints.map(({ lsn, timeline }) => [lsn, timeline]),
      [
        [old.end, 1],
        [young.end, 2],
      ],
    );
  });

  it('pages of a timeline that is not in the target’s history are refused', async () => {
    const wal = new WalBuilder(150000);
    wal.timeline = 3;
    wal.append(filler(20_000));
    wal.timeline = 2;
    const walk = await walkAll(wal, 150000);
    assert(walk.end.kind === 'cut');
    assert.deepEqual([walk.end.cut.code, walk.end.cut.args['found']], ['wrong-timeline', 3]);
  });
});
