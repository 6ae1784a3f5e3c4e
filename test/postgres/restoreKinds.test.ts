import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../src/core/model/catalog';
import type { BackupSet } from '../../src/core/model/backupSet';
import { verdictAfterRestoreSteps } from '../../src/core/model/afterRestoreSteps';
import { scan } from '../../src/core/catalog/scan';
import { recoveryAnswers } from '../../src/core/restore/answer/answer';
import { readRestoreFacts } from '../../src/core/restore/steps/readFacts';
import { type ChosenPath, restoreSteps } from '../../src/core/restore/steps/steps';
import { stepsText } from '../../src/core/restore/steps/stepsText';
import { LocatedTree } from '../../src/io/location/locatedTree';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { ensureSystemPackage } from '../run/lib/systemPackages';
import { findProgram } from './support/clientPrograms';
import { contentsOf } from './support/contentsOf';
import { makeRestoreStory, readCatalog, type RestoreStory } from './support/restoreStory';
import { runProgram } from './support/runProgram';
import { placeForRestore, runSteps, StepsFailed, type StepsResult } from './support/runSteps';
import { giveTreeToServer } from './support/serverUser';
import { TestServer } from './support/testServer';

const MAJOR = 15;

async function follow(catalog: Catalog, set: BackupSet | undefined, way?: ChosenPath): Promise<StepsResult> {
  assert.ok(set);
  const facts = await readRestoreFacts(new NodeFileTree(), catalog, set);
  const data = placeForRestore();
  const steps = restoreSteps(facts, way, { dataDirectory: data });
  assert.ok(steps.steps.length > 0, steps.warnings.join('\n'));
  return runSteps(steps, data, MAJOR);
}

describe('Restore steps for sets of all kinds', () => {
  let story: RestoreStory;
  before(async () => {
    story = await makeRestoreStory(MAJOR);
  });
  after(() => rm(story.home, { recursive: true, force: true }));

  it('need no more WAL than the answer lists', async () => {
    const catalog = await readCatalog([story.backup], [story.plain]);
    const { answers } = recoveryAnswers(catalog, { kind: 'lsn', lsn: story.lsn.text });
    const way = answers[0]?.recoveryPath;
    assert.ok(way);
    const few = join(story.folder, 'few');
    await mkdir(few);
    for (const name of await readdir(story.plain)) {
      const listed = way.wal.ranges.some(({ first, last }) => name >= first && name <= last);
      if (listed || name.endsWith('.history')) await copyFile(join(story.plain, name), join(few, name));
    }
    await giveTreeToServer(few);
    const pruned = await scan(new NodeFileTree(), {
      roots: [story.backup],
      archiveDirectories: [few],
      level: 'headers',
    });
    const { told } = await follow(pruned, pruned.sets[0], way);
    assert.equal(told, story.lsn.told);
  });

  it('restore a set that holds its own WAL, onto a new timeline', async () => {
    const alone = join(story.home, 'alone', 'set');
    await cp(story.backup, alone, { recursive: true, verbatimSymlinks: true });
    for (const name of await readdir(story.plain))
      if (/^00000001[0-9A-F]{16}$/.test(name))
        await copyFile(join(story.plain, name), join(alone, 'pg_wal', name));
    await giveTreeToServer(join(story.home, 'alone'));
    const catalog = await readCatalog([alone], []);
    const [set] = catalog.sets;
    assert.ok(set);
    // No server starts with its tablespace in pg_tblspc; the steps move it.
    assert.deepEqual([set.verdict, verdictAfterRestoreSteps(set)], ['damaged', 'complete']);
    const { told, timeline } = await follow(catalog, set);
    // Everything in pg_wal after the end of the backup was left out.
    assert.equal(told, story.backupTold);
    assert.equal(timeline, 2);
  });

  it('never touch what copied links lead to: the reader says where the copy of a tablespace lies', async () => {
    const home = join(story.home, 'linked');
    const [backup, living] = [join(home, 'set'), join(home, 'living')];
    await cp(story.backup, backup, { recursive: true, verbatimSymlinks: true });
    const [oid = ''] = await readdir(join(backup, 'pg_tblspc'));
    const space = join(home, 'copy of the tablespace');
    await rename(join(backup, 'pg_tblspc', oid), space);
    // As left by a copy that does not follow links, beside a server whose pg_tblspc is elsewhere.
    await cp(space, join(living, 'space'), { recursive: true });
    await mkdir(join(living, 'pg_tblspc'));
    await symlink(join(living, 'space'), join(living, 'pg_tblspc', oid));
    await rm(join(backup, 'pg_tblspc'), { recursive: true });
    await symlink(join(living, 'pg_tblspc'), join(backup, 'pg_tblspc'));
    await rm(join(backup, 'pg_replslot'), { recursive: true });
    await mkdir(join(living, 'pg_replslot', 'slot'), { recursive: true });
    await symlink(join(living, 'pg_replslot'), join(backup, 'pg_replslot'));
    await giveTreeToServer(home);
    const before = await contentsOf(living);
    const catalog = await readCatalog([backup], [story.plain]);
    const [set] = catalog.sets;
    assert.ok(set);
    const facts = await readRestoreFacts(new NodeFileTree(), catalog, set);
    const data = placeForRestore();
    const steps = restoreSteps(facts, undefined, { dataDirectory: data });
    await assert.rejects(runSteps(steps, data, MAJOR), (error: unknown) => {
      assert.ok(error instanceof StepsFailed);
      assert.match(error.said, /is not a directory: set it to the copy/);
      return true;
    });
    const again = placeForRestore();
    const filled = stepsText(restoreSteps(facts, undefined, { dataDirectory: again })).replace(
      `tablespace_${oid}_from=''`,
      `tablespace_${oid}_from='${space}'`,
    );
    assert.equal((await runSteps(filled, again, MAJOR)).told, story.backupTold);
    assert.deepEqual(await contentsOf(living), before);
  });

  it('unpack what pg_basebackup put into tar files, with a tablespace and the WAL', async () => {
    const program = await findProgram('pg_basebackup');
    const server = await TestServer.create(MAJOR);
    const space = join(story.home, 'tar-space');
    const folder = join(story.home, 'tars');
    try {
      await mkdir(space);
      await giveTreeToServer(space);
      await server.sql(`CREATE TABLESPACE apart LOCATION '${space}'`);
      await server.sql('CREATE TABLE story (id serial, chapter text)');
      await server.sql('CREATE TABLE aside (chapter text) TABLESPACE apart');
      await server.sql("INSERT INTO story (chapter) VALUES ('told')");
      await server.sql("INSERT INTO aside VALUES ('told')");
      const url = `host=127.0.0.1 port=${String(server.port)} user=postgres`;
      await runProgram(program, ['-d', url, '-D', folder, '-Ft', '-z', '-X', 'stream', '-c', 'fast']);
    } finally {
      await server.destroy();
    }
    await giveTreeToServer(folder);
    const tree = new LocatedTree(new NodeFileTree());
    const catalog = await scan(tree, {
      roots: [folder],
      archiveDirectories: [],
      level: 'headers',
      wholeTars: 'all',
    });
    const { told } = await follow(catalog, catalog.sets[0]);
    assert.equal(told, 'told / 1');
  });

  it('unpack what Barman compressed: tars of base files with a tablespace, and WAL by bzip2 without a suffix', async () => {
    const program = await findProgram('pg_basebackup');
    await ensureSystemPackage('bzip2', ['bzip2'], 'Barman packs WAL with it');
    const server = await TestServer.create(MAJOR);
    const space = join(story.home, 'barman-space');
    const folder = join(story.home, 'srv');
    const base = join(folder, 'base/20261120T020000');
    try {
      await mkdir(space);
      await giveTreeToServer(space);
      await server.sql(`CREATE TABLESPACE apart LOCATION '${space}'`);
      await server.sql('CREATE TABLE story (id serial, chapter text)');
      await server.sql('CREATE TABLE aside (chapter text) TABLESPACE apart');
      await server.sql("INSERT INTO aside VALUES ('told')");
      const url = `host=127.0.0.1 port=${String(server.port)} user=postgres`;
      await mkdir(join(folder, 'wals'), { recursive: true });
      await mkdir(base, { recursive: true });
      await runProgram(program, [
        '-d',
        url,
        '-D',
        join(base, 'data'),
        '-Ft',
        '-z',
        '-X',
        'none',
        '-c',
        'fast',
      ]);
      await server.sql("INSERT INTO story (chapter) VALUES ('later')");
      await server.switchWal();
      await server.stop();
      await storeAsBarman(server.archive, folder, base);
    } finally {
      await server.destroy();
    }
    await giveTreeToServer(folder);
    const catalog = await scan(new NodeFileTree(), {
      roots: [folder],
      archiveDirectories: [],
      level: 'headers',
    });
    const set = catalog.sets.find(({ layout }) => layout === 'barman');
    assert.equal(set?.path, base);
    const path = { target: { kind: 'end' }, timeline: 1, proven: true, wal: NO_WAL } as const;
    const { told } = await follow(catalog, set, path);
    assert.equal(told, 'later / 1');
  });
});

const NO_WAL = { count: 0, bytes: '0', ranges: [], extent: 'exact' } as const;

/** WAL in directories of sixteen digits, compressed without a suffix, and Barman's own metadata of the backup. */
async function storeAsBarman(archive: string, folder: string, base: string): Promise<void> {
  const names = (await readdir(archive)).sort();
  const history = names.find((name) => name.endsWith('.backup')) ?? '';
  const text = await readFile(join(archive, history), 'utf8');
  const { groups = {} } =
    /START WAL LOCATION: (?<start>\S+)[^]*STOP WAL LOCATION: (?<stop>\S+) \(file (?<last>\w+)/.exec(text) ??
    {};
  for (const name of names) {
    const bytes = await readFile(join(archive, name));
    if (name.length !== 24) await writeFile(join(folder, 'wals', name), bytes);
    else {
      const { status, stdout } = spawnSync('bzip2', ['-c'], { input: bytes, maxBuffer: 64 * 1024 * 1024 });
      assert.equal(status, 0);
      const shard = join(folder, 'wals', name.slice(0, 16));
      await mkdir(shard, { recursive: true });
      await writeFile(join(shard, name), stdout);
    }
  }
  const info = [
    `begin_wal=${history.slice(0, 24)}`,
    `begin_xlog=${groups['start'] ?? ''}`,
    `end_wal=${groups['last'] ?? ''}`,
    `end_xlog=${groups['stop'] ?? ''}`,
    'compression=gzip',
    'mode=postgres',
    'status=DONE',
    'timeline=1',
    `version=${String(MAJOR)}0018`,
    'xlog_segment_size=1048576',
  ];
  await writeFile(join(base, 'backup.info'), `${info.join('\n')}\n`);
}
