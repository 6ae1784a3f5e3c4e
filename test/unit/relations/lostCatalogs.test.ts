import assert from 'node:assert/strict';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { visitRows } from '../../../src/core/formats/cluster/heapPage';
import type { Finding } from '../../../src/core/ground/finding';
import { addBlock, FileChanges } from '../../../src/core/verify/records/effects/fileChanges';
import type { WalEffects } from '../../../src/core/verify/records/effects/walEffects';
import { checkRelations, mapsOf } from '../../../src/core/verify/structure/relations/checkRelations';
import type { RelationsLook } from '../../../src/core/verify/structure/relations/checkRelations';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { EMPTY_EFFECTS } from '../../support/emptyEffects';
import { MANY_CONTROL, MANY_VERSION, makeRelations, type MadeRelation } from '../../support/manyRelations';
import { scratchFolder } from '../../support/scratch';
import { btreeMeta, btreePage, heapFile, PAGE } from './builtPages';

const TABLE: MadeRelation = { oid: 16_400, name: 'kept', kind: 'r', size: PAGE };
const INDEX: MadeRelation = { oid: 16_401, name: 'kept_id', kind: 'i', size: PAGE };
const PG_CLASS = { tablespace: 1663, database: 5, file: 1259 };

/** What is seen of a database with these relations after something was done to its directory. */
async function look(
  relations: readonly MadeRelation[],
  happen: (directory: string) => Promise<void>,
  effects: WalEffects = EMPTY_EFFECTS,
): Promise<RelationsLook | undefined> {
  const directory = scratchFolder('lost-catalogs');
  try {
    makeRelations(directory, relations);
    await happen(directory);
    const tree = new SyncFileTree();
    const input = { directory, versionNum: MANY_VERSION, control: MANY_CONTROL };
    return await checkRelations(tree, input, await mapsOf(tree, input), effects);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const shortly = ({ code, args }: Finding): string => {
  const { reason, catalog, database = '' } = args;
  return `${code} ${String(catalog)} ${String(reason)} ${String(database)}`;
};

describe('a catalog that cannot be read', () => {
  const cases: readonly [what: string, happen: (directory: string) => Promise<void>, expected: string][] = [
    [
      'pg_class is missing',
      (directory) => rm(join(directory, 'base/5/1259')),
      'unreadable-catalog pg_class missing shop',
    ],
    [
      'pg_class is empty',
      (directory) => truncate(join(directory, 'base/5/1259')),
      'unreadable-catalog pg_class empty shop',
    ],
    [
      'pg_class has only zeros',
      (directory) => writeFile(join(directory, 'base/5/1259'), new Uint8Array(2 * PAGE)),
      'unreadable-catalog pg_class rows shop',
    ],
    [
      'pg_class has other pages',
      (directory) => writeFile(join(directory, 'base/5/1259'), heapFile([{ data: new Uint8Array(200) }])),
      'unreadable-catalog pg_class rows shop',
    ],
    [
      'pg_database is missing',
      (directory) => rm(join(directory, 'global/1262')),
      'unreadable-catalog pg_database missing ',
    ],
    [
      'pg_database is empty',
      (directory) => truncate(join(directory, 'global/1262')),
      'unreadable-catalog pg_database empty ',
    ],
  ];
  for (const [what, happen, expected] of cases)
    it(`is an error: ${what}`, async () => {
      const seen = await look([TABLE], happen);
      assert.deepEqual(seen?.findings.map(shortly), [expected]);
      assert.notEqual(seen.databasesLeftOut, 0, 'the structure is not all known');
    });

  it('is not lost with a row whose new version is not in the copy', async () => {
    const seen = await look([TABLE], async (directory) => {
      const path = join(directory, 'base/5/1259');
      const bytes = await readFile(path);
      // Every row says that it was replaced by a transaction that committed.
      for (let at = 0; at < bytes.length; at += PAGE)
        visitRows(bytes.subarray(at, at + PAGE), ({ view, at: row }) => {
          view.setUint16(row + 20, 0x0500, true);
          view.setUint32(row + 4, 700, true);
        });
      await writeFile(path, bytes);
    });
    assert.deepEqual([seen?.findings, seen?.databasesLeftOut], [[], 1]);
  });

  it('is left out if the WAL changes pages whose content it does not show', async () => {
    const files = new FileChanges(({ file }) => file === 1259);
    const change = files.of(PG_CLASS);
    addBlock(change, 0, false);
    change.pages?.set(0, undefined);
    const seen = await look([TABLE], (directory) => truncate(join(directory, 'base/5/1259')), {
      ...EMPTY_EFFECTS,
      files,
    });
    assert.deepEqual([seen?.findings, seen?.databasesLeftOut], [[], 1]);
  });
});

describe('a B-tree', () => {
  const withIndex = (...pages: readonly Uint8Array[]) =>
    look([TABLE, INDEX], (directory) => writeFile(join(directory, 'base/5/16401'), Buffer.concat(pages)));

  it('lost its root if the first page names one that is not there', async () => {
    for (const pages of [[btreeMeta(3)], [btreeMeta(1, 9), btreePage([0])], [btreeMeta(2), btreePage([0])]]) {
      const seen = await withIndex(...pages);
      assert.deepEqual(
        seen?.findings.map(({ code, args }) => [code, args['reason'], args['relation1']]),
        [['short-relation-file', 'index', 'kept_id']],
      );
    }
  });

  it('is whole if it is empty, or has its root', async () => {
    assert.deepEqual((await withIndex(btreeMeta(0)))?.findings, []);
    assert.deepEqual((await withIndex(btreeMeta(1), btreePage([0])))?.findings, []);
  });

  it('lost pages if its root, which is not among the last pages, refers to them', async () => {
    const leaves = Array.from({ length: 8 }, () => btreePage([0]));
    const root = btreePage([2, 3, 40], { flags: 2 });
    const seen = await withIndex(btreeMeta(1), root, ...leaves);
    assert.deepEqual(
      seen?.findings.map(({ code, args }) => [code, args['reason']]),
      [['short-relation-file', 'index']],
    );
  });
});

describe('tablespaces that only the catalogs or the WAL know', () => {
  const nothing = (): Promise<void> => Promise.resolve();

  it('are those of relations', async () => {
    const seen = await look([{ ...TABLE, tablespace: 16_390 }], nothing);
    assert.deepEqual(
      [...(seen?.tablespaces ?? [])],
      [[16_390, { source: 'relations', relations: 1, names: ['kept'] }]],
    );
  });

  it('are those in which the WAL changes files, and not those that it makes or removes', async () => {
    const files = new FileChanges(() => false);
    for (const tablespace of [16_390, 16_391, 16_392, 1663, 1664])
      addBlock(files.of({ tablespace, database: 5, file: 20_000 }), 0, true);
    // Up to 9.4 some records name a file that no relation has.
    files.of({ tablespace: 77, database: 5, file: 20_000 }).changedAnywhere = true;
    const seen = await look([TABLE], nothing, {
      ...EMPTY_EFFECTS,
      files,
      tablespacesCreated: new Map([[16_391, '/srv/space']]),
      tablespacesDropped: new Set([16_392]),
    });
    assert.deepEqual([...(seen?.tablespaces ?? [])], [[16_390, { source: 'wal', relations: 0, names: [] }]]);
  });
});
