import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isFailure } from '../../../src/core/ground/ports';
import { checkStructure } from '../../../src/core/verify/structure/checkStructure';
import { dataTreeOf } from '../../../src/core/verify/structure/dataTree';
import { checkRelations, mapsOf } from '../../../src/core/verify/structure/relations/checkRelations';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { tarStore } from '../../../src/io/tar/tarStore';
import { TarTree } from '../../../src/io/tar/tarTree';
import { EMPTY_EFFECTS } from '../../support/emptyEffects';
import { MANY_CONTROL, MANY_VERSION, makeRelations, type MadeRelation } from '../../support/manyRelations';
import { temporaryFolder } from '../io/temporary';
import { type Member, tarOf } from '../io/tar/tars';
import { anInput } from '../structure/builtCluster';
import { btreeMeta, btreePage, PAGE } from './builtPages';

const SPACE = 16_390;
const RELATIONS: readonly MadeRelation[] = [
  { oid: 16_400, name: 'kept', kind: 'r', size: PAGE },
  { oid: 16_401, name: 'kept_id', kind: 'i', size: PAGE },
  { oid: 16_402, name: 'aside', kind: 'r', tablespace: SPACE },
];

describe('the relations of a set in tars', () => {
  const folder = temporaryFolder();

  /** Members of a directory and everything below it. */
  function membersOf(directory: string, below = ''): Member[] {
    return readdirSync(join(directory, below), { withFileTypes: true }).flatMap((entry): Member[] => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory())
        return [{ name: `${name}/`, type: 'directory' }, ...membersOf(directory, name)];
      return [{ name, content: readFileSync(join(directory, name)) }];
    });
  }

  /** Writes the tars of a cluster, without the members that are lost. */
  async function put(suffix: string, lost: readonly string[], index: readonly Uint8Array[]) {
    const data = join(folder.path, 'data');
    makeRelations(data, RELATIONS);
    writeFileSync(join(data, 'base/5/16401'), Buffer.concat(index));
    const own = `PG_16_${String(MANY_CONTROL.catalogVersion)}/5`;
    const space = join(folder.path, 'space');
    mkdirSync(join(space, own), { recursive: true });
    writeFileSync(join(space, own, '16402'), new Uint8Array(PAGE));
    // More than a scan lists of what it only counts.
    for (let other = 0; other < 40; other++)
      writeFileSync(join(data, 'base/5', String(20_000 + other)), new Uint8Array(0));
    const write = async (name: string, members: readonly Member[]): Promise<string> => {
      const bytes = await tarOf(members.filter((member) => !lost.includes(member.name)));
      const path = join(folder.path, `${name}${suffix}`);
      writeFileSync(path, suffix === '.tar' ? bytes : gzipSync(bytes, { level: 1 }));
      return path;
    };
    const empty: Member = { name: 'pg_tblspc/', type: 'directory' };
    return [
      { path: await write('base', [...membersOf(data), empty]), prefix: '' },
      { path: await write(String(SPACE), membersOf(space)), prefix: `pg_tblspc/${String(SPACE)}` },
    ];
  }

  async function look(suffix: string, lost: readonly string[], index: readonly Uint8Array[] = WHOLE) {
    const tars = await put(suffix, lost, index);
    const [{ path: directory } = { path: '' }] = tars;
    await tarStore().readForGood(tars.map(({ path }) => path));
    const files = new TarTree(new SyncFileTree(), 'all-relations');
    const input = { directory, versionNum: MANY_VERSION, control: MANY_CONTROL };
    for (const { path } of tars) {
      const facts = await files.readTar(path, false);
      assert.ok(!isFailure(facts) && facts.listsRelations === true);
    }
    const tree = await dataTreeOf(files, anInput({ directory, layout: 'basebackup-tar', tars }));
    const seen = await checkRelations(tree, input, await mapsOf(tree, input), EMPTY_EFFECTS);
    assert.equal(seen?.databasesLeftOut, 0);
    return [
      seen.checked,
      ...seen.findings.map(
        ({ code, args }) => `${code} ${String(args['relation1'])} ${String(args['file1'])}`,
      ),
    ];
  }

  const WHOLE = [btreeMeta(1), btreePage([0])];

  for (const suffix of ['.tar', '.tar.gz']) {
    it(`all have their files (${suffix})`, async () => {
      assert.deepEqual(await look(suffix, []), [3]);
    });

    it(`are missing if their files are in no tar (${suffix})`, async () => {
      assert.deepEqual(await look(suffix, ['base/5/16400']), [3, 'missing-relation-file kept base/5/16400']);
      assert.deepEqual(await look(suffix, [`PG_16_${String(MANY_CONTROL.catalogVersion)}/5/16402`]), [
        3,
        `missing-relation-file aside pg_tblspc/16390/PG_16_${String(MANY_CONTROL.catalogVersion)}/5/16402`,
      ]);
    });
  }

  it('lack pages, which is read in a plain tar', async () => {
    assert.deepEqual(await look('.tar', [], [btreeMeta(7), btreePage([0])]), [
      3,
      'short-relation-file kept_id base/5/16401',
    ]);
  });

  it('are looked at with the rest of the data directory, which the tar itself is', async () => {
    for (const suffix of ['.tar', '.tar.gz']) {
      const tars = await put(suffix, [], WHOLE);
      const [{ path: directory } = { path: '' }] = tars;
      await tarStore().readForGood([directory]);
      const files = new TarTree(new SyncFileTree(), 'all-relations');
      const set = anInput({ directory, layout: 'basebackup-tar', tars });
      assert.equal((await checkStructure(files, set)).evidence, 'names', suffix);
    }
  });

  it('are not all known of a compressed tar that was not read to its end', async () => {
    const [{ path } = { path: '' }] = await put('.tar.gz', [], WHOLE);
    await tarStore().forgetContents();
    const facts = await new TarTree(new SyncFileTree(), 'all-relations').readTar(path, false);
    assert.ok(!isFailure(facts) && facts.listsRelations === undefined);
  });
});
