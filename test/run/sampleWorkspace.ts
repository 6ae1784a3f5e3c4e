import { copyFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { takeBaseBackup } from '../postgres/support/baseBackup';
import { copyTree } from '../postgres/support/copyTree';
import type { LowLevelBackup } from '../postgres/support/lowLevelBackup';
import { lowLevelBackup } from '../postgres/support/lowLevelBackup';
import { TestServer } from '../postgres/support/testServer';
import { newestMajor } from '../postgres/support/versions';
import { makeOnce } from '../support/makeOnce';
import { fixture } from '../unit/support/fixtures';
import { fillShop, sellFor } from './sampleShop';

/** Reports progress, one line each. */
type Progress = (line: string) => void;

/**
 * Creates a directory as a DBA may find it: whole and broken backup sets of a real server, their archive with two
 * timelines, and a set of an old version. Does nothing if the directory exists. Takes about half a minute.
 */
export async function makeSampleWorkspace(directory: string, say: Progress = console.log): Promise<void> {
  await makeOnce(directory, async (workspace) => {
    const major = newestMajor();
    say(`Starting PostgreSQL ${String(major)} to take sample backups`);
    const server = await TestServer.create(major, { settings: { summarize_wal: 'on' } });
    try {
      await tellStory(server, workspace, say);
    } finally {
      await server.destroy();
    }
    say('Adding a backup of PostgreSQL 9.2');
    await copyTree(
      join(await fixture('9.2'), 'C-damaged', '00-control-all-gz'),
      join(workspace, 'legacy-9.2'),
    );
    await rm(join(workspace, 'legacy-9.2', 'expected.json'));
    say(`Sample workspace ready: ${directory}`);
  });
}

async function tellStory(server: TestServer, workspace: string, say: Progress): Promise<void> {
  await fillShop(server);
  const backup = (name: string, label: string, megabytes: number) => {
    say(`Taking backup "${label}"`);
    const writesDuring = () => sellFor(server, megabytes);
    return lowLevelBackup(server, join(workspace, name), { label, writesDuring });
  };
  say('Taking base backups "weekly" and, upon it, "monday"');
  const weekly = await streamed(server, join(workspace, 'weekly'), 'weekly');
  await sellFor(server, 3);
  await streamed(server, join(workspace, 'weekly-monday'), 'monday', weekly);
  await sellFor(server, 2);
  const beforeUpgrade = await backup('before-upgrade', 'before upgrade', 7);
  await sellFor(server, 2);
  const friday = await backup('friday-evening', 'friday evening', 3);
  await collectWal(server, friday);
  await recycleLastSegment(server, friday);
  await copyTree(server.dataDirectory, join(workspace, 'running-copy'), (path) => path !== 'postmaster.pid');
  const nightly = await backup('nightly', 'nightly', 4);
  await sellFor(server, 3);
  await server.sql("SELECT pg_create_restore_point('before price change')");
  await sellFor(server, 3);
  await server.switchWal();
  await server.stop();
  await goBack(server, nightly, workspace, say);
  await loseMiddle(server, beforeUpgrade);
  await copyTree(server.archive, join(workspace, 'archive'));
}

/** A backup as pg_basebackup takes it, with manifest and WAL; returns the path of its manifest. */
async function streamed(server: TestServer, to: string, label: string, incrementalFrom?: string) {
  const home = join(dirname(server.dataDirectory), label);
  const base = incrementalFrom === undefined ? {} : { incrementalFrom };
  const { data } = await takeBaseBackup(server, home, { label, ...base });
  await copyTree(data, to);
  await rm(home, { recursive: true });
  return join(to, 'backup_manifest');
}

/** Recovery to the restore point opens timeline 2; the end of timeline 1 becomes a dead branch. */
async function goBack(
  server: TestServer,
  from: LowLevelBackup,
  workspace: string,
  say: Progress,
): Promise<void> {
  say('Recovering to a restore point, which opens timeline 2');
  const target = { recovery_target_name: 'before price change', recovery_target_action: 'promote' };
  const restored = await TestServer.restore(server, from.directory, target);
  try {
    await sellFor(restored, 2);
    await lowLevelBackup(restored, join(workspace, 'after-price-change'), {
      label: 'after price change',
      writesDuring: () => sellFor(restored, 2),
    });
    await sellFor(restored, 2);
    await restored.switchWal();
  } finally {
    await restored.destroy();
  }
}

/** Puts a backup's own WAL into its pg_wal: then it needs no archive. */
async function collectWal(server: TestServer, backup: LowLevelBackup): Promise<void> {
  for (const name of await segmentsOf(server, backup)) {
    await copyFile(join(server.archive, name), join(backup.directory, 'pg_wal', name));
  }
}

/**
 * Replaces the last segment by its state in a pg_wal that was copied too early: the name is new, the content is old.
 */
async function recycleLastSegment(server: TestServer, backup: LowLevelBackup): Promise<void> {
  const [older] = (await readdir(server.archive)).sort();
  if (older === undefined) throw new Error('nothing was archived');
  for (const folder of [join(backup.directory, 'pg_wal'), server.archive]) {
    await copyFile(join(server.archive, older), join(folder, backup.stopWalFile));
  }
}

/** Removes two segments in the middle of a backup from the archive. */
async function loseMiddle(server: TestServer, backup: LowLevelBackup): Promise<void> {
  const names = await segmentsOf(server, backup);
  const middle = Math.floor(names.length / 2);
  for (const name of names.slice(middle - 1, middle + 1)) await rm(join(server.archive, name));
}

async function segmentsOf(server: TestServer, backup: LowLevelBackup): Promise<string[]> {
  const names = (await readdir(server.archive)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
  return names.filter((name) => name >= backup.startWalFile && name <= backup.stopWalFile);
}
