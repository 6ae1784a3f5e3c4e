import assert from 'node:assert/strict';
import { archiveFact } from '../../../src/core/restore/steps/readArchiveFact';
import { readRestoreFacts } from '../../../src/core/restore/steps/readFacts';
import { restoreSteps } from '../../../src/core/restore/steps/steps';
import { FakeCluster, SYSTEM } from '../catalog/fakeCluster';
import { scanAll } from '../catalog/looseSet';
import { archive } from '../restore/world';
import { MemoryTree } from '../catalog/memoryTree';

interface Said {
  readonly commands: string;
  readonly text: string;
}

/** The text of the step that restores the files, and all commands. */
async function filesOf(c: FakeCluster, name: string): Promise<Said & { readonly all: string }> {
  const catalog = await scanAll(c.tree);
  const set = catalog.sets.find(({ path }) => path.endsWith(`/${name}`));
  assert.ok(set, name);
  const { steps } = restoreSteps(await readRestoreFacts(c.tree, catalog, set));
  assert.ok(steps[3], name);
  return {
    commands: steps[3].commands[0] ?? '',
    text: steps[3].text.join(' '),
    all: steps.flatMap(({ commands }) => commands).join('\n'),
  };
}

function cluster(): FakeCluster {
  return new FakeCluster(new MemoryTree());
}

/** A control file of pg_probackup for a backup from `first` to the next segment. */
function control(first: number, mode: string, more = ''): string {
  return (
    `backup-mode = ${mode}\nstream = false\nserver-version = 15\ntimelineid = 1\nstatus = OK\n` +
    `start-lsn = 0/${first.toString(16)}00028\nstop-lsn = 0/${(first + 1).toString(16)}00050\n${more}`
  );
}

describe('restore steps of a tool’s backup', () => {
  it('never copy or combine what pg_probackup stores in its own form, though it looks like a data directory', async () => {
    const c = cluster().segments('/b/p/wal/main', 4, 14);
    const instance = '/b/p/backups/main';
    c.tree
      .file(`${instance}/pg_probackup.conf`, `system-identifier = ${SYSTEM}\nxlog-seg-size = 1048576\n`)
      .file(`${instance}/FULL1/backup.control`, control(5, 'FULL'))
      .file(`${instance}/PAGE1/backup.control`, control(8, 'PAGE', "parent-backup-id = 'FULL1'\n"));
    c.dataDirectory(`${instance}/FULL1/database`, c.label(5)).dataDirectory(
      `${instance}/PAGE1/database`,
      c.label(8),
    );
    for (const id of ['FULL1', 'PAGE1']) {
      const { commands, all } = await filesOf(c, id);
      assert.equal(
        commands,
        `as_owner pg_probackup restore -B '/b/p' --instance 'main' -i '${id}' -D "$data"`,
      );
      assert.doesNotMatch(all, /pg_combinebackup|\$backup/);
      assert.match(all, /recovery\.signal/);
    }
  });

  it('of WAL-G name its command for full and incremental ones, and the repository', async () => {
    const c = cluster().segments('/b/w/wal_005', 4, 14);
    const full = `base_${c.name(5)}`;
    const delta = `base_${c.name(8)}_D_${c.name(5)}`;
    const sentinel = (first: number, more = ''): string =>
      `{"LSN":${first * 1048576 + 40},"FinishLSN":${(first + 1) * 1048576 + 100},"PgVersion":150018,"SystemIdentifier":${SYSTEM}${more}}`;
    for (const [name, text] of [
      [full, sentinel(5)],
      [delta, sentinel(8, `,"DeltaFrom":"${full}"`)],
    ] as const)
      c.tree
        .file(`/b/w/basebackups_005/${name}_backup_stop_sentinel.json`, text)
        .file(`/b/w/basebackups_005/${name}/tar_partitions/part_001.tar.lz4`, 'x');
    for (const name of [full, delta]) {
      const { commands, text } = await filesOf(c, name);
      assert.equal(commands, `as_owner wal-g backup-fetch "$data" '${name}'`);
      assert.match(text, /WALG_FILE_PREFIX='\/b\/w'/);
    }
  });

  it('of Barman are by hand, with its own command beside', async () => {
    const c = cluster();
    const folder = '/b/srv/base/20261120T020000';
    c.dataDirectory(`${folder}/data`, c.label(5)).segments('/b/srv/wals', 5, 7);
    c.tree
      .file(`${folder}/backup.info`, 'begin_wal=None\nstatus=DONE\ntimeline=1\nversion=150018\n')
      .file(`/b/srv/wals/${c.historyName(5)}`, c.history(5, 0x600100n));
    const { commands, text } = await filesOf(c, '20261120T020000');
    assert.match(commands, /^cp -a "\$backup\/\." "\$data\/"$/);
    assert.match(text, /barman recover 'srv' '20261120T020000' "\$data"/);
  });

  it('of Barman take tablespaces from the directories beside the data, and tars if it compressed them', async () => {
    const c = cluster();
    const base = '/b/srv/base';
    const plain = `${base}/20261120T020000`;
    const info = 'begin_wal=None\nstatus=DONE\ntimeline=1\nversion=150018\n';
    c.dataDirectory(`${plain}/data`, c.label(5)).segments('/b/srv/wals', 5, 9);
    c.tree
      .file(`${plain}/backup.info`, info)
      .file(`${plain}/data/tablespace_map`, '16400 /srv/space\n')
      .file(`${plain}/16400/PG_15_202209061/5/1`, 'x')
      .file(`/b/srv/wals/${c.historyName(5)}`, c.history(5, 0x600100n));
    const { all } = await filesOf(c, '20261120T020000');
    assert.match(all, /^cp -a '\/b\/srv\/base\/20261120T020000\/16400\/\.' "\$tablespace_16400"\/$/m);
    const packed = `${base}/20261121T020000`;
    c.tree
      .file(`${packed}/backup.info`, `${info}compression=zstd\n`)
      .file(`${packed}/data/base.tar.zst`, 'x')
      .file(`${packed}/data/16400.tar.zst`, 'x');
    const tars = await filesOf(c, '20261121T020000');
    assert.equal(tars.commands, `zstd -dc < '${packed}/data/base.tar.zst' | tar -xpf - -C "$data"`);
    assert.match(tars.all, /16400\.tar\.zst' \| tar -xpf - -C "\$tablespace_16400"/);
  });

  it('of pgBackRest leave the files to it, with tablespaces in directories of their own, and read WAL without archive.info', async () => {
    const path = '/repo/archive/main/15-1';
    const c = cluster();
    const sum = 'a'.repeat(40);
    c.tree.file(`${path}/0000000100000000/${c.name(5)}-${sum}.gz`, 'x');
    const walArchive = archive([], { path, layout: 'pgbackrest' });
    const before = await archiveFact(c.tree, walArchive);
    assert.deepEqual([before.summed, before.toolCannotRead], [true, true]);
    c.tree.file('/repo/archive/main/archive.info.copy', 'x');
    assert.equal((await archiveFact(c.tree, walArchive)).toolCannotRead, undefined);
  });
});
