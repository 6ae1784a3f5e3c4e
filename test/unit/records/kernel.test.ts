import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import wabt from 'wabt';
import type { ChunkResult } from '../../../src/core/verify/records/chunk';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { updateCrc32c } from '../../../src/core/formats/crc';
import { bytesOfBase64 } from '../../../src/core/wal/kernel/base64';
import { KERNEL_BYTES } from '../../../src/core/wal/kernel/kernelBytes';
import { RecordKernel } from '../../../src/core/wal/kernel/recordKernel';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { PAGE, SEGMENT, SYSTEM, WalBuilder } from './walBuilder';

const VERSIONS = [90500, 90600, 120000, 150000, 180000, 190000];
const BIG = 4 * SEGMENT;

async function walk(wal: WalBuilder, version: number, plain: boolean): Promise<ChunkResult> {
  const context: WalContext = {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(wal.timeline, undefined, wal.geometry),
    systemIdentifier: SYSTEM,
    versionNum: version,
    plain,
  };
  const segments = [...wal.segments.keys()];
  const range = { firstSegment: Math.min(...segments), lastSegment: Math.max(...segments) };
  return walkChunk(context, range);
}

/** Records of every kind: commits with their times, restore points, checkpoints, switches, long ones. */
const RECORDS = fc.array(
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({ manager: fc.constant(10), length: fc.integer({ min: 0, max: 400 }) }),
    },
    { weight: 4, arbitrary: fc.record({ manager: fc.constant(1), length: fc.integer({ min: 1, max: 90 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({ manager: fc.constant(0), length: fc.integer({ min: 0, max: 100 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        manager: fc.constant(10),
        length: fc.integer({ min: PAGE - 60, max: 3 * PAGE }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ manager: fc.constant(10), length: fc.integer({ min: 250_000, max: 280_000 }) }),
    },
  ),
  { minLength: 1, maxLength: 250 },
);

function build(version: number, records: readonly { manager: number; length: number }[]): WalBuilder {
  const wal = new WalBuilder(version, 3, BIG);
  for (const [index, { manager, length }] of records.entries()) {
    const payload = Uint8Array.from({ length }, (_, at) => (at * 7 + index * 13) & 255);
    // A commit begins with its time: one since 2000, whose order is that of its bytes.
    if (manager === 1) payload.set([2, 0].slice(0, Math.max(0, length - 6)), Math.min(6, length));
    const info = (index * 16) & 0xf0;
    // An overwriting record occurs only after an abandoned one.
    wal.append({
      manager,
      info: manager === 0 && info === 0xd0 ? 0x20 : info === 0x40 ? 0x30 : info,
      payload,
    });
    if (index % 97 === 96) wal.switchSegment();
    if (index % 101 === 100 && version >= 90600)
      wal.abandon({ manager: 10, info: 0, payload: new Uint8Array(20_000) });
  }
  return wal;
}

describe('record kernel', () => {
  it('is assembled from the source that stands beside it (`npm run kernel`)', async () => {
    const source = readFileSync('src/core/wal/kernel/recordKernel.wat', 'utf8');
    const assembler = await wabt();
    const module = assembler.parseWat('recordKernel.wat', source, { simd: true, bulk_memory: true });
    module.resolveNames();
    const { buffer } = module.toBinary({});
    assert.deepEqual(Buffer.from(bytesOfBase64(KERNEL_BYTES)), Buffer.from(buffer));
  });

  it('has the CRC-32C of any length, with the polynomial’s multiple and the tables', () => {
    const kernel = RecordKernel.create();
    assert(kernel !== undefined);
    const noise = Uint8Array.from({ length: 40_000 }, (_, index) => (index * 2_654_435_761) >>> 11);
    const lengths = fc.oneof(
      fc.integer({ min: 4, max: 40_000 }),
      fc.constantFrom(4, 1200, 1201, 5000, 5001, 5064),
    );
    fc.assert(
      fc.property(
        lengths,
        fc.nat(0xffffffff),
        fc.constantFrom(0 as const, 1 as const),
        (length, state, block) => {
          kernel.blocks[block].set(noise.subarray(0, length));
          const crc = kernel.crc32c(state, block, length) >>> 0;
          assert.equal(crc, updateCrc32c(state, noise, 0, length));
        },
      ),
      { numRuns: 300 },
    );
  });

  for (const version of VERSIONS) {
    it(`${version}: comes to the same as the walker alone`, async () => {
      await fc.assert(
        fc.asyncProperty(RECORDS, async (records) => {
          const wal = build(version, records);
          const plain = await walk(wal, version, true);
          assert.equal(plain.reached, wal.records.at(-1)?.end);
          assert.deepEqual(await walk(wal, version, false), plain);
        }),
        { numRuns: 12 },
      );
    });

    it(`${version}: finds every damage that the walker alone finds, at the same place`, async () => {
      const wal = build(
        version,
        Array.from({ length: 300 }, (_, index) => ({
          manager: [10, 1, 0, 10, 10][index % 5] ?? 10,
          length: index % 50 === 7 ? 30_000 : (index * 389) % 900,
        })),
      );
      const segments = [...wal.segments.keys()];
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
          const segment = segments[at % segments.length] ?? 3;
          const bytes = wal.segments.get(segment);
          assert(bytes !== undefined);
          const offset = Math.floor(at / segments.length) % 60_000;
          bytes[offset] = (bytes[offset] ?? 0) ^ mask;
          try {
            assert.deepEqual(await walk(wal, version, false), await walk(wal, version, true));
          } finally {
            bytes[offset] = (bytes[offset] ?? 0) ^ mask;
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});
