import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { checkRelations, mapsOf } from '../../../src/core/verify/structure/relations/checkRelations';
import type { RelationsLook } from '../../../src/core/verify/structure/relations/checkRelations';
import { blocksOf, sizeFault } from '../../../src/core/verify/structure/relations/checkSizes';
import { addBlock, FileChanges } from '../../../src/core/verify/records/effects/fileChanges';
import type { WalEffects } from '../../../src/core/verify/records/effects/walEffects';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { messageOf } from '../../../src/core/report/messages';
import { EMPTY_EFFECTS } from '../../support/emptyEffects';
import { MANY_CONTROL, MANY_VERSION, makeRelations } from '../../support/manyRelations';
import type { MadeRelation } from '../../support/manyRelations';
import { scratchFolder } from '../../support/scratch';

const PAGE = 8192;
const UNIT = { blockSize: PAGE, segmentSize: 4 * PAGE };

const sizes = (...pages: readonly number[]): { segment: number; size: number }[] =>
  pages.map((count, segment) => ({ segment, size: count * PAGE }));

describe('sizes of relations', () => {
  it('are possible if every segment but the last is full', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(3), (blocks, emptied) => {
        const full = Math.floor(blocks / 4);
        const all = [...Array<number>(full).fill(4), blocks % 4, ...Array<number>(emptied).fill(0)];
        assert.equal(sizeFault(sizes(...all), UNIT, undefined), undefined);
        assert.equal(blocksOf(sizes(...all), UNIT), blocks);
      }),
    );
  });

  const wrong: readonly [
    name: string,
    sizes: readonly { segment: number; size: number }[],
    expected: string,
  ][] = [
    ['a segment that is not full', sizes(4, 3, 1), 'short-relation-file not-full 1'],
    ['an empty segment before others', sizes(0, 1), 'short-relation-file not-full 0'],
    ['a missing segment', [...sizes(4), { segment: 2, size: PAGE }], 'missing-relation-file segment 1'],
    ['half a page', [{ segment: 0, size: PAGE + 100 }], 'short-relation-file page 0'],
    ['half a page of a later segment', [...sizes(4), { segment: 1, size: 1 }], 'short-relation-file page 1'],
  ];
  for (const [name, found, expected] of wrong) {
    it(`are not possible with ${name}`, () => {
      const fault = sizeFault(found, UNIT, undefined);
      assert.equal(`${fault?.code} ${fault?.reason} ${fault?.segment}`, expected);
    });

    it(`are possible with ${name} if the WAL extends it`, () => {
      const change = new FileChanges(() => false).of({ tablespace: 1663, database: 5, file: 7 });
      addBlock(change, 40, true);
      assert.equal(sizeFault(found, UNIT, change), undefined);
    });

    it(`are possible with ${name} if the WAL truncates it`, () => {
      const change = new FileChanges(() => false).of({ tablespace: 1663, database: 5, file: 7 });
      change.truncatedTo = 1;
      assert.equal(sizeFault(found, UNIT, change), undefined);
    });
  }
});

describe('the files of relations', () => {
  const look = async (
    relations: readonly MadeRelation[],
    effects: WalEffects = EMPTY_EFFECTS,
  ): Promise<RelationsLook | undefined> => {
    const directory = scratchFolder('relations');
    try {
      makeRelations(directory, relations);
      const tree = new SyncFileTree();
      const input = { directory, versionNum: MANY_VERSION, control: MANY_CONTROL };
      return await checkRelations(tree, input, await mapsOf(tree, input), effects);
    } finally {
      await rm(directory, { recursive: true });
    }
  };

  it('are missing for exactly the permanent relations that have none', async () => {
    const relation = fc.record({
      kind: fc.constantFrom('r', 'i', 't', 'S', 'm', 'v'),
      persistence: fc.constantFrom('p', 't'),
      hasFile: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(relation, { maxLength: 80 }), async (made) => {
        const relations = made.map(({ kind, persistence, hasFile }, at): MadeRelation => {
          const base = { oid: 16_384 + at, name: `r${String(at)}`, kind, persistence } as const;
          return hasFile && kind !== 'v' ? { ...base, size: PAGE } : base;
        });
        const missing = relations.filter(
          ({ kind, persistence, size }) => kind !== 'v' && persistence === 'p' && size === undefined,
        );
        const found = await look(relations);
        const [finding, ...others] = found?.findings ?? [];
        assert.deepEqual(others, []);
        assert.equal(finding?.args['count'] ?? 0, missing.length);
        assert.equal(finding?.args['relation1'], missing[0]?.name);
        assert.equal(finding?.args['relation3'], missing[2]?.name);
      }),
      { numRuns: 30 },
    );
  });

  const LOST: MadeRelation = { oid: 16_400, name: 'lost', kind: 'r' };
  const file = { tablespace: 1663, database: 5, file: 16_400 };

  it('may be missing if the WAL creates or drops the relation', async () => {
    for (const what of ['created', 'dropped'] as const) {
      const files = new FileChanges(() => false);
      files.of(file)[what] = true;
      assert.deepEqual((await look([LOST], { ...EMPTY_EFFECTS, files }))?.findings, []);
    }
  });

  it('must be there if the WAL only changes pages of the relation', async () => {
    const files = new FileChanges(() => false);
    addBlock(files.of(file), 0, true);
    assert.equal((await look([LOST], { ...EMPTY_EFFECTS, files }))?.findings.length, 1);
    // The same number in another tablespace is another file.
    files.of({ ...file, tablespace: 1664 }).dropped = true;
    assert.equal((await look([LOST], { ...EMPTY_EFFECTS, files }))?.findings.length, 1);
  });

  it('may be missing with their database, if the WAL creates or drops that', async () => {
    const directory = { database: 5, tablespace: 1663 };
    for (const effects of [{ databasesCreated: [directory] }, { databasesDropped: [directory] }])
      assert.deepEqual((await look([LOST], { ...EMPTY_EFFECTS, ...effects }))?.findings, []);
  });

  it('are not looked for if the WAL was not read to its end, or the list of databases is rewritten', async () => {
    assert.equal(await look([LOST], { ...EMPTY_EFFECTS, isWhole: false }), undefined);
    const mapsWritten = new Map([[0, [undefined]]]);
    assert.equal(await look([LOST], { ...EMPTY_EFFECTS, mapsWritten }), undefined);
  });

  it('are left out with their database if its catalogs are rewritten and not in the WAL', async () => {
    const mapsWritten = new Map([[5, [{ files: new Map([[1259, 77]]) }]]]);
    const files = new FileChanges(() => false);
    files.of({ tablespace: 1663, database: 5, file: 77 }).created = true;
    const found = await look([LOST], { ...EMPTY_EFFECTS, mapsWritten, files });
    assert.deepEqual([found?.databasesLeftOut, found?.findings], [1, []]);
    const same = new Map([[5, [{ files: new Map([[1259, 1259]]) }]]]);
    assert.equal((await look([LOST], { ...EMPTY_EFFECTS, mapsWritten: same }))?.findings.length, 1);
  });

  it('have names that are made visible', async () => {
    const found = await look([{ ...LOST, name: 'a\u202e\nb' }]);
    const [finding] = found?.findings ?? [];
    assert.ok(finding !== undefined);
    assert.doesNotMatch(messageOf(finding).message, /[\n\u202e]/);
    assert.match(messageOf(finding).message, /database shop is missing: a.*b \(base\/5\/16400\)\./);
  });
});
