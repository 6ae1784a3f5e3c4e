import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findStop, type StopRule, type StopSearch } from '../../../src/core/verify/records/findStop';
import type { ChunkSpec } from '../../../src/core/verify/records/chunk';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { segmentOfEnd } from '../../../src/core/wal/geometry';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { SYSTEM, WalBuilder, type WrittenRecord } from '../records/walBuilder';

const FIRST = 3;
/** Microseconds from 1970 to 2000, where a server's times begin. */
const EPOCH = 946_684_800_000_000;
const BASE = 800_000_000_000_000;

interface Piece {
  /** Microseconds after `BASE`; undefined for a record without a time. */
  readonly time: number | undefined;
  readonly length: number;
}

const PIECES = fc.array(
  fc.record({
    time: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
    length: fc.oneof(fc.integer({ min: 8, max: 300 }), fc.integer({ min: 90_000, max: 400_000 })),
  }),
  { minLength: 1, maxLength: 40 },
);

/** WAL in which some records are commits, at times in any order: clocks can be put back. */
function build(version: number, pieces: readonly Piece[]): WalBuilder {
  const wal = new WalBuilder(version, FIRST);
  for (const { time, length } of pieces) {
    const payload = new Uint8Array(time === undefined ? length : 8);
    if (time !== undefined) new DataView(payload.buffer).setBigInt64(0, BigInt(BASE + time), true);
    wal.append({ manager: time === undefined ? 10 : 1, info: 0, payload });
  }
  return wal;
}

function contextOf(wal: WalBuilder, version: number): WalContext {
  return {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(wal.timeline, undefined, wal.geometry),
    systemIdentifier: SYSTEM,
    versionNum: version,
  };
}

async function search(wal: WalBuilder, version: number, rule: StopRule, size: number): Promise<StopSearch> {
  const context = contextOf(wal, version);
  const range = { from: wal.records[0]?.lsn ?? 0n, lastSegment: Math.max(...wal.segments.keys()) };
  return findStop(context, range, rule, {
    plan: { segmentsPerChunk: size, inFlight: 3 },
    run: (spec: ChunkSpec) => walkChunk(context, spec),
  });
}

function expected(wal: WalBuilder, record: WrittenRecord | undefined, time?: number): StopSearch {
  if (record === undefined) return { kind: 'none' };
  const lastSegment = segmentOfEnd(record.end, wal.geometry);
  const place = { kind: 'found', record: record.lsn, end: record.end, lastSegment } as const;
  return time === undefined ? place : { ...place, time };
}

describe('findStop', () => {
  it('finds the first commit that is later than a time, whatever order the times have', async () => {
    await fc.assert(
      fc.asyncProperty(
        PIECES,
        fc.integer({ min: -1, max: 1001 }),
        fc.constantFrom(90400, 90600, 150000, 180000),
        fc.integer({ min: 1, max: 4 }),
        async (pieces, after, version, size) => {
          const wal = build(version, pieces);
          const at = pieces.findIndex(({ time }) => time !== undefined && time > after);
          const time = (pieces[at]?.time ?? 0) + BASE + EPOCH;
          const found = await search(wal, version, { kind: 'time', time: after + BASE + EPOCH }, size);
          const record = wal.records[at];
          assert.deepEqual(found, expected(wal, record, record === undefined ? undefined : time));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds the first record that begins at a location or behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        PIECES,
        fc.nat(10_000),
        fc.integer({ min: -9, max: 9 }),
        fc.constantFrom(90400, 150000),
        async (pieces, which, off, version) => {
          const wal = build(version, pieces);
          const near = wal.records[which % wal.records.length]?.lsn ?? 0n;
          const lsn = near + BigInt(off);
          const found = await search(wal, version, { kind: 'lsn', lsn }, 2);
          assert.deepEqual(
            found,
            expected(
              wal,
              wal.records.find((record) => record.lsn >= lsn),
            ),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads chunks that hold nothing later only once, where they are remembered', async () => {
    const pieces = Array.from({ length: 30 }, (_, i) => ({ time: i, length: 8 })).flatMap((commit) => [
      commit,
      { time: undefined, length: 300_000 },
    ]);
    const wal = build(150000, pieces);
    const context = contextOf(wal, 150000);
    const asked: ChunkSpec[] = [];
    const range = { from: wal.records[0]?.lsn ?? 0n, lastSegment: Math.max(...wal.segments.keys()) };
    const rule = { kind: 'time', time: 20 + BASE + EPOCH } as const;
    const run = (spec: ChunkSpec) => {
      asked.push(spec);
      return walkChunk(context, spec);
    };
    const found = await findStop(context, range, rule, { plan: { segmentsPerChunk: 1, inFlight: 1 }, run });
    assert.equal(found.kind, 'found');
    assert.deepEqual(
      asked.filter(({ stopAfterTime }) => stopAfterTime !== undefined).length,
      1,
      'only the chunk with the commit is walked without the kernel',
    );
  });

  it('does not look behind a place where the WAL is broken', async () => {
    const wal = build(150000, [
      { time: 1, length: 8 },
      { time: undefined, length: 400_000 },
      { time: undefined, length: 400_000 },
      { time: undefined, length: 400_000 },
      { time: 500, length: 8 },
    ]);
    const [segment] = wal.segments.values();
    segment?.fill(0xff, 500_000, 500_100);
    const time = 100 + BASE + EPOCH;
    assert.deepEqual(await search(wal, 150000, { kind: 'time', time }, 1), { kind: 'none' });
  });
});
