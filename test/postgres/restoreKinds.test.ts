import assert from 'node:assert/strict';
import { copyFile, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupSet, Catalog } from '../../src/core/catalog/model';
import { scan } from '../../src/core/catalog/scan';
import { recoveryAnswers } from '../../src/core/restore/answer';
import { readRestoreFacts } from '../../src/core/restore/readFacts';
import { restoreSteps } from '../../src/core/restore/steps';
import type { RecoveryWay } from '../../src/core/restore/types';
import { LocatedTree } from '../../src/io/location/locatedTree';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { findProgram } from './support/clientPrograms';
import type { RestoreStory } from './support/restoreStory';
import { makeRestoreStory, readCatalog } from './support/restoreStory';
import { runProgram } from './support/runProgram';
import type { StepsResult } from './support/runSteps';
import { placeForRestore, runSteps } from './support/runSteps';
import { giveTreeToServer } from './support/serverUser';
import { TestServer } from './support/testServer';

const MAJOR = 15;

async function follow(catalog: Catalog, set: BackupSet | undefined, way?: RecoveryWay): Promise<StepsResult> {
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
    assert.equal(catalog.sets[0]?.verdict, 'restorable');
    const { told, timeline } = await follow(catalog, catalog.sets[0]);
    // All that was in pg_wal behind the end of the backup was left out.
    assert.equal(told, story.backupTold);
    assert.equal(timeline, 2);
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
