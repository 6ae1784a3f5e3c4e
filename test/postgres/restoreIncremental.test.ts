import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allWithParents } from '../../src/core/proofs/withParents';
import { recoveryAnswers } from '../../src/core/restore/answer/answer';
import { readRestoreFacts } from '../../src/core/restore/steps/readFacts';
import { restoreSteps } from '../../src/core/restore/steps/steps';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { projectRoot } from '../support/paths';
import { scratchFolder } from '../support/scratch';
import { takeBaseBackup } from './support/baseBackup';
import { findOptionalProgram } from './support/clientPrograms';
import { readCatalog } from './support/restoreStory';
import { placeForRestore, runSteps } from './support/runSteps';
import { giveTreeToServer } from './support/serverUser';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';

for (const major of availableMajors().filter((available) => available >= 17)) {
  describe(`Restore steps for incremental backups of PostgreSQL ${String(major)}`, () => {
    let home: string;
    let archive: string;

    before(async () => {
      home = scratchFolder('incremental');
      archive = join(home, 'archive');
      const server = await TestServer.create(major, { archive, settings: { summarize_wal: 'on' } });
      try {
        await server.sql('CREATE TABLE story (id serial, chapter text)');
        await server.sql('CREATE TABLE aside AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
        const tell = (chapter: string) => server.sql('INSERT INTO story (chapter) VALUES ($1)', [chapter]);
        await tell('full');
        let from = (await takeBaseBackup(server, join(home, 'full'), { label: 'full' })).manifest;
        for (const label of ['first', 'second']) {
          await tell(label);
          await server.sql('DELETE FROM aside WHERE g % 100 = 0 AND g % 7 = 0');
          const backup = await takeBaseBackup(server, join(home, label), { label, incrementalFrom: from });
          from = backup.manifest;
        }
        await tell('after');
        await server.switchWal();
        await server.stop();
      } finally {
        await server.destroy();
      }
      await giveTreeToServer(home);
    });
    after(() => rm(home, { recursive: true, force: true }));

    /** The real program if there is one of that version; otherwise its stand-in. */
    const programs = async (): Promise<string | undefined> => {
      if (findOptionalProgram('pg_combinebackup', major) !== undefined) return undefined;
      const folder = join(home, 'programs');
      await mkdir(folder, { recursive: true });
      const source = join(projectRoot(), 'test/postgres/support/standIn/combinebackup.mjs');
      await copyFile(source, join(folder, 'combinebackup.mjs'));
      const program = join(folder, 'pg_combinebackup');
      await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${folder}/combinebackup.mjs' "$@"\n`);
      await giveTreeToServer(folder);
      await chmod(program, 0o755);
      return folder;
    };

    for (const [label, told] of [
      ['first', 'full first / 4993'],
      ['second', 'full first second / 4993'],
    ] as const) {
      it(`combine the chain of the ${label} one and reach its end`, async () => {
        const { result } = await follow(label, undefined);
        assert.equal(result.told, told);
      });
    }

    it('go on from the last one to the end of the WAL', async () => {
      const { result } = await follow('second', 'end');
      assert.equal(result.told, 'full first second after / 4993');
    });

    const follow = async (label: string, kind: 'end' | undefined) => {
      const read = await readCatalog([home], []);
      const catalog = { ...read, sets: allWithParents(read.sets) };
      const set = catalog.sets.find((one) => one.label === label);
      assert.equal(set?.kind, 'incremental');
      const facts = await readRestoreFacts(new NodeFileTree(), catalog, set);
      assert.equal(facts.chain?.length, label === 'first' ? 1 : 2);
      const answer =
        kind === undefined ? undefined : recoveryAnswers(catalog, { kind }, { setId: set.id }).answers[0];
      if (kind !== undefined) assert.equal(answer?.outcome, 'proven', answer?.headline);
      const data = placeForRestore();
      const steps = restoreSteps(facts, answer?.recoveryPath ?? undefined, { dataDirectory: data });
      return { result: await runSteps(steps, data, major, { programs: await programs() }) };
    };
  });
}
