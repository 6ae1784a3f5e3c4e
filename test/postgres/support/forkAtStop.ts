import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch';
import { type LowLevelBackup, lowLevelBackup } from './lowLevelBackup';
import { TestServer } from './testServer';

/** A backup of timeline 1, and timeline 2 that forks off where the backup ended: in its last segment. */
export interface ForkAtStop {
  readonly home: string;
  readonly archive: string;
  readonly backup: LowLevelBackup;
  /** Names of the two files of the backup's last segment. */
  readonly fork: { readonly old: string; readonly young: string };
}

/** Which chapters of the story a server knows. */
export const CHAPTERS = "SELECT string_agg(chapter, ' ' ORDER BY id) AS told FROM story";

/** Timeline 1 goes on after the backup with `old`, timeline 2 leaves at its end with `young`. */
export async function makeForkAtStop(major: number): Promise<ForkAtStop> {
  const home = scratchFolder('fork-at-stop');
  const first = await TestServer.create(major, { archive: join(home, 'live-archive') });
  try {
    await first.sql('CREATE TABLE story (id serial, chapter text)');
    const backup = await lowLevelBackup(first, join(home, 'backup'), {
      label: 'fork at stop',
      writesDuring: () => tell(first, 'backup'),
    });
    const target = { recovery_target: 'immediate', recovery_target_action: 'promote' };
    const second = await TestServer.restore(first, backup.directory, target);
    try {
      await tell(second, 'young');
      await second.switchWal();
      await second.stop();
    } finally {
      await second.destroy();
    }
    await tell(first, 'old');
    await first.switchWal();
    await first.stop();
    const archive = join(home, 'archive');
    await mkdir(archive);
    for (const name of await readdir(first.archive))
      await copyFile(join(first.archive, name), join(archive, name));
    const old = backup.stopWalFile;
    return { home, archive, backup, fork: { old, young: `00000002${old.slice(8)}` } };
  } finally {
    await first.destroy();
  }
}

async function tell(server: TestServer, chapter: string): Promise<void> {
  await server.sql('INSERT INTO story (chapter) VALUES ($1)', [chapter]);
}
