import assert from 'node:assert/strict';
import { readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupSet } from '../../src/core/model/backupSet';
import { allWithParents } from '../../src/core/proofs/withParents';
import { scratchFolder } from '../support/scratch';
import { takeTarBackup } from './support/baseBackup';
import { runProgram } from './support/runProgram';
import { contentOf, setsIn, troubles } from './support/tarBackups';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';

for (const major of availableMajors().filter((available) => available >= 17)) {
  describe(`Incremental backups of PostgreSQL ${String(major)} in tars`, () => {
    chain(major);
  });
}

function chain(major: number): void {
  let home: string;

  before(async () => {
    home = scratchFolder('tar-chain');
    const server = await TestServer.create(major, { settings: { summarize_wal: 'on' } });
    try {
      await server.sql('CREATE TABLE t AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
      await takeTarBackup(server, join(home, 'full'), { label: 'full' });
      let from = join(home, 'full', 'backup_manifest');
      for (const label of ['first', 'second']) {
        await server.sql('UPDATE t SET g = -g WHERE g % 100 = 0');
        await takeTarBackup(server, join(home, label), { label, incrementalFrom: from });
        from = join(home, label, 'backup_manifest');
      }
    } finally {
      await server.destroy();
    }
  });
  after(() => rm(home, { recursive: true, force: true }));

  async function seen(): Promise<Map<string, BackupSet>> {
    return new Map(allWithParents(await setsIn(home)).map((set) => [set.label ?? '', set]));
  }

  function parentOf(sets: ReadonlyMap<string, BackupSet>, label: string): string | undefined {
    const parent = sets.get(label)?.parentId;
    return [...sets.values()].find(({ id }) => id === parent)?.label;
  }

  function assertChain(sets: ReadonlyMap<string, BackupSet>): void {
    assert.deepEqual(
      [...sets]
        .map(([label, set]) => [label, set.kind, set.parts.wal.verdict, troubles(set), parentOf(sets, label)])
        .sort(),
      [
        ['first', 'incremental', 'restorable', [], 'full'],
        ['full', 'full', 'restorable', [], undefined],
        ['second', 'incremental', 'restorable', [], 'first'],
      ],
    );
  }

  it('are linked and judged, each in a folder of its own', async () => {
    const sets = await seen();
    assertChain(sets);
    assert.deepEqual(
      [...sets.values()].map(({ layout, evidence }) => [layout, evidence.files]),
      Array.from({ length: 3 }, () => ['basebackup-tar', 'checked']),
    );
  });

  it('are damaged by a wrong byte in one that they build on', async () => {
    const tar = join(home, 'full', 'base.tar');
    const whole = await readFile(tar);
    const spoilt = Buffer.from(whole);
    const at = contentOf(spoilt, 'base/1/1249').start + 100;
    spoilt.writeUInt8(spoilt.readUInt8(at) ^ 1, at);
    await writeFile(tar, spoilt);
    const sets = await seen();
    await writeFile(tar, whole);
    assert.deepEqual(troubles(sets.get('full') ?? assert.fail()), ['manifest-file-checksum-mismatch']);
    for (const label of ['first', 'second']) {
      const set = sets.get(label) ?? assert.fail();
      assert.deepEqual([set.verdict, troubles(set)], ['damaged', ['incremental-parent-damaged']]);
    }
  });

  it('miss the one that they build on', async () => {
    await rename(join(home, 'first', 'base.tar'), join(home, 'first', 'base.hidden'));
    const sets = await seen();
    await rename(join(home, 'first', 'base.hidden'), join(home, 'first', 'base.tar'));
    const second = sets.get('second') ?? assert.fail();
    assert.deepEqual([second.verdict, troubles(second)], ['incomplete', ['incremental-parent-missing']]);
    assert.equal(sets.get('full')?.parts.wal.verdict, 'restorable');
  });

  it('may lie in one folder, a tar for each with its manifest inside', async () => {
    for (const label of ['full', 'first', 'second']) {
      const folder = join(home, label);
      await runProgram('tar', ['-rf', join(folder, 'base.tar'), '-C', folder, 'backup_manifest']);
      await rename(join(folder, 'base.tar'), join(home, `${label}.tar`));
      await unlink(join(folder, 'backup_manifest'));
    }
    const sets = await seen();
    assertChain(sets);
    assert.deepEqual(
      [...sets.values()].map(({ layout, path, evidence }) => [layout, path, evidence.files]).sort(),
      ['first', 'full', 'second'].map((label) => ['standalone-tar', join(home, `${label}.tar`), 'checked']),
    );
    await unlink(join(home, 'full.tar'));
    const orphans = await seen();
    assert.deepEqual([...orphans.values()].map(({ verdict, label }) => [label, verdict]).sort(), [
      ['first', 'incomplete'],
      ['second', 'incomplete'],
    ]);
  });
}
