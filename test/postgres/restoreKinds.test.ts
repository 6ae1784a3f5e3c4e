import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../src/core/model/catalog';
import type { BackupSet } from '../../src/core/model/backupSet';
import { verdictOnceMoved } from '../../src/core/model/onceMoved';
import { scan } from '../../src/core/catalog/scan';
import { recoveryAnswers } from '../../src/core/restore/answer/answer';
import { readRestoreFacts } from '../../src/core/restore/steps/readFacts';
import { restoreSteps } from '../../src/core/restore/steps/steps';
import type { AnswerPath } from '../../src/core/restore/types';
import { LocatedTree } from '../../src/io/location/locatedTree';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { findProgram } from './support/clientPrograms';
import { makeRestoreStory, readCatalog, type RestoreStory } from './support/restoreStory';
import { runProgram } from './support/runProgram';
import { placeForRestore, runSteps, type StepsResult } from './support/runSteps';
import { giveTreeToServer } from './support/serverUser';
import { TestServer } from './support/testServer';

const MAJOR = 15;

async function follow(catalog: Catalog, set: BackupSet | undefined, way?: AnswerPath): Promise<StepsResult> {
  assert.ok(set);
  const facts = await readRestoreFacts(new NodeFileTree(), catalog, set);
  const data = placeForRestore();
  const steps = restoreSteps(facts, way, { dataDirectory: data });
  assert.ok(steps.steps.length > 0, steps.warnings.join('\n'));
  return runSteps(steps, data, MAJOR);
}

/** Every file, link and folder below one, with what it holds and when it was changed. */
async function contentsOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const facts = await lstat(join(folder, name));
      const bytes = facts.isFile() ? await readFile(join(folder, name)) : '';
      const sum = createHash('sha1').update(bytes).digest('hex');
      return `${name} ${String(facts.mtimeMs)} ${sum}`;
    }),
  );
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
    const way = answers[0]?.way;
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
    // As it lies no server starts with its tablespace in pg_tblspc; the steps move it.
    assert.deepEqual([set.verdict, verdictOnceMoved(set)], ['damaged', 'restorable']);
    const { told, timeline } = await follow(catalog, set);
    // All that was in pg_wal behind the end of the backup was left out.
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
    // As a copy that does not follow links leaves it beside a server whose pg_tblspc lies elsewhere.
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
    await assert.rejects(runSteps(steps, data, MAJOR), /is not a directory: set it to the copy/);
    const again = placeForRestore();
    const { steps: lines, ...rest } = restoreSteps(facts, undefined, { dataDirectory: again });
    const filled = lines.map((step) => ({
      ...step,
      commands: step.commands.replace(`tablespace_${oid}_from=''`, `tablespace_${oid}_from='${space}'`),
    }));
    assert.equal((await runSteps({ ...rest, steps: filled }, again, MAJOR)).told, story.backupTold);
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
});
