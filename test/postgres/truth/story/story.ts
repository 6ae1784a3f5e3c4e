import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../../support/scratch';
import type { LowLevelBackup } from '../../support/lowLevelBackup';
import { Branches } from './branches';
import { liveThrough } from './life';

/** A moment of a server's life to which recovery can be sent. */
export interface Moment {
  readonly label: string;
  readonly timeline: number;
  /** The transaction that made it. */
  readonly xid: string;
  /** Where the WAL ended just after the commit. */
  readonly lsn: string;
  /** After the commit, and before that of the next moment; with microseconds, in UTC. */
  readonly time: string;
  /** The restore point just after it; empty if there is none. */
  readonly point: string;
  /** Everything that the server knew then. */
  readonly told: string;
}

/** A whole backup, with copies of its tablespaces beside it as pg_basebackup with a mapping leaves them. */
export interface StoryBackup {
  /** Holds `set` and `spaces`. */
  readonly home: string;
  readonly set: string;
  readonly taken: LowLevelBackup;
  /** What the server knew when it was stopped. */
  readonly told: string;
  /** How many moments there were by then. */
  readonly moments: number;
  /** How many there were when it was started. */
  readonly begun: number;
  /** The segments from start to stop. */
  readonly segments: readonly string[];
}

/** The life of a real server, and what is needed to make accidents of it. Files below `home` are never written to again. */
export interface Story {
  readonly major: number;
  /** Bytes. */
  readonly segmentSize: number;
  readonly home: string;
  readonly oid: string;
  /** The archive of timeline 1, whole from the start of the early backup. */
  readonly archive: string;
  /** Two backups: `early` was taken some moments before `late`. */
  readonly early: StoryBackup;
  readonly late: StoryBackup;
  /** The moments of timeline 1, in order. */
  readonly moments: readonly Moment[];
  /** The data directory with its WAL (in `set`, its tablespaces in `spaces`) after a checkpoint at the end, while the server ran. */
  readonly after: string;
  /** The same after the server was shut down cleanly. */
  readonly cold: string;
  /** Path in the data directory of the file of each relation, by name; of the second database with its name and a dot before. */
  readonly files: ReadonlyMap<string, string>;
  /** Servers that left timeline 1, each on its own timeline 2, made when first asked for. */
  readonly branches: Branches;
}

/** Only a backup with this label is known to have copies where its links in pg_tblspc lead: pg_basebackup gives it by itself. */
export const BASEBACKUP_LABEL = 'pg_basebackup base backup';

/** Makes a server live through its story. */
export async function makeStory(major: number): Promise<Story> {
  const home = scratchFolder(`story${String(major)}`);
  const lived = await liveThrough(major, home);
  return { ...lived, major, home, branches: new Branches(home, lived) };
}

export async function forgetStory({ home }: Story): Promise<void> {
  await rm(home, { recursive: true, force: true });
}

/** Names of the segments in a directory, ascending. */
export async function segmentNames(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
}

/** The data directory of a backup or another copy of the story. */
export function setOf(home: string): string {
  return join(home, 'set');
}
