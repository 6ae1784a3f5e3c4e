import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayChange } from '../../../src/core/verify/records/effects/fileChanges';
import { decompressPglz } from '../../../src/core/verify/records/effects/pageImage';
import { readWalEffects } from '../../../src/core/verify/records/effects/readWalEffects';
import type { WalEffects } from '../../../src/core/verify/records/effects/walEffects';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { PAGE, type RecordInput, SEGMENT, SYSTEM, WalBuilder } from '../records/walBuilder';

const VERSIONS = [90100, 90200, 90300, 90400, 90500, 90600, 100000, 120000, 130000, 150000, 180000];
const FILE = { tablespace: 1663, database: 5, file: 16_500 };

async function effectsOf(
  version: number,
  records: readonly RecordInput[],
  change: (wal: WalBuilder) => void = () => undefined,
): Promise<WalEffects> {
  const wal = new WalBuilder(version, 3);
  const start = wal.position;
  for (const record of records) wal.append(record);
  const end = wal.records.at(-1)?.end ?? start;
  // What is after the end does not count.
  wal.append({ manager: 2, info: 0x10, payload: words(1663, 5, 99, 0) });
  change(wal);
  const context = {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(1, undefined, wal.geometry),
    systemIdentifier: SYSTEM,
    versionNum: version,
  };
  const effects = await readWalEffects(context, { start, end, wanted: ({ file }) => file === 1259 });
  assert.equal(effects.files.find({ ...FILE, file: 99 }), undefined);
  return effects;
}

/** Numbers of four bytes. */
function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value, true);
  return bytes;
}

const TIME = [0x11223344, 0x00020000] as const;

/** A commit that drops a file, as the version writes it. */
function commit(version: number, prepared = false): RecordInput {
  if (version >= 90_500) {
    // Database, subtransactions and files.
    const payload = words(...TIME, 0x07, 5, 1663, 2, 700, 701, 1, 1663, 5, 16_500);
    return { manager: 1, info: prepared ? 0xb0 : 0x80, payload };
  }
  const own = [...TIME, 0, 1, 2, 0, 5, 1663, 1663, 5, 16_500, 700, 701];
  return { manager: 1, info: prepared ? 0x30 : 0x00, payload: words(...(prepared ? [690, 0, ...own] : own)) };
}

function abort(version: number): RecordInput {
  const payload =
    version >= 90_500 ? words(...TIME, 0x04, 1, 1663, 5, 16_500) : words(...TIME, 1, 0, 1663, 5, 16_500);
  return { manager: 1, info: version >= 90_500 ? 0xa0 : 0x20, payload };
}

const filler = (size: number): RecordInput => ({
  manager: 21,
  info: 0,
  payload: new Uint8Array(size).fill(7),
});

describe('effects of WAL', () => {
  for (const version of VERSIONS) {
    describe(`of ${version}`, () => {
      it('are files created, truncated and dropped, over pages and segments', async () => {
        const records: RecordInput[] = [
          { manager: 2, info: 0x10, payload: words(1663, 5, 16_500, 0) },
          filler(PAGE * 3),
          { manager: 2, info: 0x10, payload: words(1663, 5, 16_501, 3) },
          filler(SEGMENT),
          { manager: 2, info: 0x20, payload: words(7, 1663, 5, 16_502, ...(version >= 90_600 ? [7] : [])) },
          commit(version),
        ];
        const effects = await effectsOf(version, records);
        assert.ok(effects.isWhole);
        const [first, second, third] = [16_500, 16_501, 16_502].map((file) =>
          effects.files.find({ ...FILE, file }),
        );
        assert.deepEqual([first?.created, first?.createdInit, first?.dropped], [true, false, true]);
        assert.deepEqual([second?.created, second?.createdInit, second?.dropped], [false, true, false]);
        assert.deepEqual([third?.truncatedTo, third?.created], [7, false]);
      });

      for (const [name, record] of [
        ['aborts', abort(version)],
        ['commits of prepared transactions', commit(version, true)],
      ] as const)
        it(`are files that ${name} drop`, async () => {
          const effects = await effectsOf(version, [record]);
          assert.deepEqual([effects.isWhole, effects.files.find(FILE)?.dropped], [true, true]);
        });

      it('are databases, tablespaces and parameters', async () => {
        const isNew = version >= 150_000;
        const level = version >= 120_000 ? 5 : version >= 90_400 ? 4 : 3;
        const effects = await effectsOf(version, [
          { manager: 4, info: 0x00, payload: words(16_600, 1663, 1, 1663) },
          ...(isNew ? [{ manager: 4, info: 0x10, payload: words(16_601, 1664) }] : []),
          {
            manager: 4,
            info: isNew ? 0x20 : 0x10,
            payload: version >= 130_000 ? words(16_602, 2, 1663, 16_700) : words(16_602, 1663),
          },
          { manager: 5, info: 0x00, payload: Uint8Array.of(1, 65, 0, 0, 47, 120, 0) },
          { manager: 5, info: 0x10, payload: words(16_700) },
          { manager: 0, info: 0x60, payload: words(100, 8, 8, 8, 8, 8).fill(0, level * 4, level * 4 + 4) },
        ]);
        assert.ok(effects.isWhole);
        assert.deepEqual(
          effects.databasesCreated.map(({ database }) => database),
          isNew ? [16_600, 16_601] : [16_600],
        );
        assert.deepEqual(
          effects.databasesDropped.map(({ database, tablespace }) => [database, tablespace]),
          version >= 130_000
            ? [
                [16_602, 1663],
                [16_602, 16_700],
              ]
            : [[16_602, 1663]],
        );
        assert.deepEqual([...effects.tablespacesCreated], [[16_641, '/x']]);
        assert.deepEqual([...effects.tablespacesDropped], [16_700]);
        assert.deepEqual(
          effects.parameterChanges.map(({ walLevel }) => walLevel),
          ['minimal'],
        );
      });

      it('are blocks with an image', async () => {
        const page = Uint8Array.from({ length: PAGE }, (_, at) => (at >= 100 && at < 4100 ? 0 : at % 251));
        const effects = await effectsOf(version, [filler(5000), imageOf(version, 1259, 9, page), filler(10)]);
        assert.ok(effects.isWhole);
        const change = effects.files.find({ ...FILE, file: 1259 });
        assert.deepEqual([change?.blocks, change?.firstRestored], [10, 9]);
        assert.deepEqual(change?.pages?.get(9), page);
      });
    });
  }

  it('are not whole if a segment is missing, or a page is of other WAL', async () => {
    const records = [filler(SEGMENT), commit(150_000)];
    const missing = await effectsOf(150_000, records, (wal) => wal.segments.delete(4));
    assert.equal(missing.isWhole, false);
    const recycled = await effectsOf(150_000, records, (wal) => {
      wal.segments.get(4)?.fill(0xee, 8, 16);
    });
    assert.equal(recycled.isWhole, false);
  });

  it('are not whole if a commit does not hold what it announces', async () => {
    const payload = words(...TIME, 0x04, 5, 1663, 5, 16_500);
    const effects = await effectsOf(150_000, [{ manager: 1, info: 0x80, payload }]);
    assert.equal(effects.isWhole, false);
  });

  it('say which blocks may be changed', async () => {
    const one = await effectsOf(150_000, [imageOf(150_000, 16_500, 9, new Uint8Array(PAGE))]);
    const few = one.files.find(FILE);
    assert.deepEqual(
      [8, 9, 10].map((block) => mayChange(few, block)),
      [false, true, false],
    );
    const records = Array.from({ length: 70 }, (_, at) =>
      imageOf(150_000, 16_500, at * 2, new Uint8Array(PAGE)),
    );
    const many = (await effectsOf(150_000, records)).files.find(FILE);
    assert.deepEqual(
      [3, 138, 139].map((block) => mayChange(many, block)),
      [true, true, false],
    );
    assert.equal(mayChange(undefined, 0), false);
  });
});

/** A record with the image of a page whose bytes 100 to 4100 are left out. */
function imageOf(version: number, file: number, block: number, page: Uint8Array): RecordInput {
  const data = new Uint8Array(PAGE - 4000);
  data.set(page.subarray(0, 100));
  data.set(page.subarray(4100), 100);
  const headers = new Uint8Array(version >= 90_500 ? 25 : 24);
  const view = new DataView(headers.buffer);
  const at = version >= 90_500 ? 9 : 0;
  view.setUint32(at, 1663, true);
  view.setUint32(at + 4, 5, true);
  view.setUint32(at + 8, file, true);
  if (version >= 90_500) {
    headers[1] = 0x10;
    view.setUint16(4, data.length, true);
    view.setUint16(6, 100, true);
    // It has a hole, and is to be applied.
    headers[8] = version >= 150_000 ? 0x03 : version >= 100_000 ? 0x05 : 0x01;
    view.setUint32(21, block, true);
    return { manager: 10, info: 0, payload: Uint8Array.of(1, 2, 3), blocks: { headers, data } };
  }
  view.setUint32(16, block, true);
  view.setUint16(20, 100, true);
  view.setUint16(22, 4000, true);
  return { manager: 10, info: 0x08, payload: words(1663, 5, file, 0), blocks: { headers, data } };
}

describe('PGLZ', () => {
  it('gives back what was compressed by any choice of copies', () => {
    const item = fc.oneof(
      fc.record({ byte: fc.nat(255) }),
      fc.record({ distance: fc.integer({ min: 1, max: 4095 }), length: fc.integer({ min: 3, max: 273 }) }),
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 80 }), (items) => {
        const plain: number[] = [];
        const stored: number[] = [];
        let control = -1;
        for (const [at, each] of items.entries()) {
          if (at % 8 === 0) control = stored.push(0) - 1;
          if ('byte' in each || each.distance > plain.length) {
            const byte = 'byte' in each ? each.byte : 1;
            plain.push(byte);
            stored.push(byte);
            continue;
          }
          const { distance, length } = each;
          stored[control] = (stored[control] ?? 0) | (1 << (at % 8));
          stored.push(((distance >> 4) & 0xf0) | Math.min(length - 3, 15), distance & 0xff);
          if (length >= 18) stored.push(length - 18);
          for (let i = 0; i < length; i++) plain.push(plain[plain.length - distance] ?? 0);
        }
        assert.deepEqual([...(decompressPglz(Uint8Array.from(stored), plain.length) ?? [])], plain);
      }),
    );
  });

  it('gives nothing for what does not fit, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(9000), (bytes, size) => {
        const found = decompressPglz(bytes, size);
        assert.ok(found === undefined || found.length === size);
      }),
    );
  });
});
