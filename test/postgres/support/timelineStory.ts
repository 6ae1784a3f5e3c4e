import { mkdir, readdir, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch';
import type { LowLevelBackup } from './lowLevelBackup';
import { lowLevelBackup } from './lowLevelBackup';
import { TestServer } from './testServer';

/** An archive with two timelines and a backup on each. */
export interface TimelineStory {
  readonly home: string;
  readonly archive: string;
  /** On timeline 1, before the fork. */
  readonly early: LowLevelBackup;
  /** On timeline 2, after the fork. */
  readonly late: LowLevelBackup;
  /** Names of the two files of the segment in which timeline 2 leaves timeline 1. */
  readonly fork: { readonly old: string; readonly young: string };
}

/** Which chapters of the story a server knows. */
export const TOLD = "SELECT string_agg(chapter, ' ' ORDER BY id) AS told FROM story";

/**
 * Timeline 1: backup, chapters, restore point, more chapters. Timeline 2 leaves at the restore point, with chapters and
 * a backup of its own.
 */
export async function makeTimelineStory(major: number): Promise<TimelineStory> {
  const home = scratchFolder('timelines');
  const first = await TestServer.create(major, { archive: join(home, 'live-archive') });
  try {
    await first.sql('CREATE TABLE story (id serial, chapter text)');
    const early = await lowLevelBackup(first, join(home, 'early'), {
      label: 'early',
      writesDuring: () => tell(first, 'backup'),
    });
    await tell(first, 'before');
    await first.switchWal();
    await tell(first, 'fork');
    await first.sql("SELECT pg_create_restore_point('fork')");
    await tell(first, 'lost');
    await first.switchWal();
    await tell(first, 'gone');
    await first.switchWal();
    await first.stop();
    return { home, early, ...(await goOn(first, early, home)) };
  } finally {
    await first.destroy();
  }
}

async function goOn(first: TestServer, early: LowLevelBackup, home: string) {
  const target = { recovery_target_name: 'fork', recovery_target_action: 'promote' };
  const second = await TestServer.restore(first, early.directory, target);
  try {
    await tell(second, 'new');
    const late = await lowLevelBackup(second, join(home, 'late'), {
      label: 'late',
      writesDuring: () => tell(second, 'newer'),
    });
    await tell(second, 'newest');
    await second.switchWal();
    await second.stop();
    const archive = join(home, 'archive');
    await copyWhole(first.archive, archive);
    const young = (await readdir(archive)).sort().find((name) => /^00000002[0-9A-F]{16}$/.test(name)) ?? '';
    return { archive, late, fork: { young, old: `00000001${young.slice(8)}` } };
  } finally {
    await second.destroy();
  }
}

async function tell(server: TestServer, chapter: string): Promise<void> {
  await server.sql('INSERT INTO story (chapter) VALUES ($1)', [chapter]);
}

async function copyWhole(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) await copyFile(join(from, name), join(to, name));
}
