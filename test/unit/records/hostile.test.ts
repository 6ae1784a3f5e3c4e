import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { PAGE, SEGMENT, SYSTEM, WalBuilder } from './walBuilder';

const VERSIONS = [90200, 90400, 90600, 180000];

function contextOf(wal: WalBuilder, version: number | undefined): WalContext {
  return {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(1, undefined, wal.geometry),
    systemIdentifier: undefined,
    versionNum: version,
  };
}

/** WAL with all kinds of records, of two segments and a bit. */
function sample(version: number): WalBuilder {
  const wal = new WalBuilder(version);
  for (let index = 0; index < 160; index++) {
    const payload = new Uint8Array(8 + ((index * 997) % 16_000)).fill(index);
    wal.append({ manager: index % 12, info: (index * 16) & 0xf0 & ~0x40, payload });
  }
  return wal;
}

interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Bytes written over the WAL: mostly into headers of pages and records, where they matter most. */
const PATCHES: fc.Arbitrary<Patch[]> = fc.array(
  fc.record({
    at: fc.oneof(
      fc.nat(2 * SEGMENT),
      fc.tuple(fc.nat(2 * (SEGMENT / PAGE)), fc.nat(60)).map(([page, offset]) => page * PAGE + offset),
    ),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(
        Uint8Array.of(0xff, 0xff, 0xff, 0xff),
        Uint8Array.of(0, 0, 0, 0),
        Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
        Uint8Array.of(0, 0, 0, 0x80),
        Uint8Array.of(24, 0, 0, 0),
        Uint8Array.of(9, 0),
      ),
    ),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('hostile WAL', () => {
  it('bytes at random end the walk at once', async () => {
    const wal = new WalBuilder(180000);
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: PAGE, maxLength: PAGE }),
        fc.boolean(),
        async (noise, magic) => {
          const segment = new Uint8Array(SEGMENT);
          for (let at = 0; at < SEGMENT; at += PAGE) segment.set(noise, at);
          if (magic) new DataView(segment.buffer).setUint16(0, 0xd118, true);
          wal.segments.set(1, segment);
          const walk = await walkChunk(contextOf(wal, undefined), { firstSegment: 1, lastSegment: 1 });
          assert.equal(walk.end.kind, 'cut');
          assert.equal(walk.records, 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  for (const version of VERSIONS) {
    it(`${version}: real pages, spoiled anywhere: it ends, and never behind what was written`, async () => {
      const wal = sample(version);
      const written = wal.records.length;
      const whole = [...wal.segments].map(([segment, bytes]) => [segment, bytes.slice()] as const);
      await fc.assert(
        fc.asyncProperty(PATCHES, async (patches) => {
          for (const [segment, bytes] of whole) wal.segments.set(segment, bytes.slice());
          for (const { at, bytes } of patches)
            wal.segments
              .get(1 + Math.floor(at / SEGMENT))
              ?.set(bytes.subarray(0, SEGMENT - (at % SEGMENT)), at % SEGMENT);
          for (const firstSegment of [1, 2]) {
            const walk = await walkChunk(contextOf(wal, version), { firstSegment, lastSegment: 2 });
            assert(walk.records <= written);
            assert(walk.restorePoints.length <= written);
          }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('a record that claims to be 4 GB long takes no memory', async () => {
    const wal = new WalBuilder(180000);
    const { lsn } = wal.append({ manager: 10, info: 0, payload: new Uint8Array(20_000) });
    const bytes = wal.segments.get(1);
    assert(bytes !== undefined);
    new DataView(bytes.buffer).setUint32(Number(lsn) - SEGMENT, 0xfffffff0, true);
    const walk = await walkChunk(contextOf(wal, 180000), { firstSegment: 1, lastSegment: 1 });
    assert(walk.end.kind === 'cut');
    assert.equal(walk.end.cut.code, 'broken-record-chain');
  });

  it('many restore points are counted, not kept', async () => {
    const wal = new WalBuilder(180000);
    const payload = new Uint8Array(72).fill(65);
    for (let index = 0; index < 10_050; index++) wal.append({ manager: 0, info: 0x70, payload });
    const last = Math.max(...wal.segments.keys());
    const walk = await walkChunk(contextOf(wal, 180000), { firstSegment: 1, lastSegment: last });
    assert.deepEqual([walk.restorePoints.length, walk.moreRestorePoints], [10_000, 50]);
    assert.equal(walk.restorePoints[0]?.name.length, 64);
    assert.equal(walk.systemIdentifier, SYSTEM);
  });
});
