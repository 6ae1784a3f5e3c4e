import { appendFile, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyTree } from './copyTree';
import type { Role, Settings } from './postmaster';
import { giveToServer, giveTreeToServer } from './serverUser';

/** Copies a set to where a server can start on it. */
export async function putInPlace(setDirectory: string, data: string): Promise<void> {
  await copyForServer(setDirectory, data);
  for (const folder of ['pg_wal', 'pg_wal/archive_status']) {
    await mkdir(join(data, folder), { recursive: true });
    giveToServer(join(data, folder));
  }
  await chmod(data, 0o700);
}

/** The server's user must own every file that the server reads. */
export async function copyForServer(from: string, to: string): Promise<void> {
  await copyTree(from, to);
  await giveTreeToServer(to);
}

/** Up to 11 recovery is requested in recovery.conf, from 12 on by an empty file and ordinary settings. */
export async function askForRecovery(
  data: string,
  major: number,
  settings: Settings,
  role: Role = 'primary',
): Promise<void> {
  // A backup of a standby contains this file, and it would win.
  await rm(join(data, 'standby.signal'), { force: true });
  const standby = role === 'standby';
  const conf = major <= 11 && standby ? { ...settings, standby_mode: 'on' } : settings;
  const lines = Object.entries(conf).map(([name, value]) => `${name} = '${value}'\n`);
  const trigger = join(data, major <= 11 ? 'recovery.conf' : standby ? 'standby.signal' : 'recovery.signal');
  await writeFile(trigger, major <= 11 ? lines.join('') : '');
  giveToServer(trigger);
  if (major >= 12) await appendFile(join(data, 'postgresql.auto.conf'), lines.join(''));
}
