import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseLsn } from '../../../src/core/ground/lsn';
import type { KnownStop } from '../../../src/core/complete/completionJob';
import { writeReturnedFiles } from '../../../src/io/write/returnedFiles';
import { postgres } from '../../../src/postgres/entry';
import type { BackupMode, StopResult } from '../../../src/postgres/session/backupTypes';
import type { FetchWal } from '../../../src/engine/complete/serverCopy';
import { connectionTo, noSignal } from './connections';
import { copyDataDirectory, copyTree } from './copyTree';
import type { TestServer } from './testServer';

export interface HeldOptions {
  readonly mode: BackupMode;
  readonly label: string;
  readonly waitForArchive: boolean;
  /** Runs in another session while files are copied, and has ended when the backup is stopped. */
  readonly writes: () => Promise<void>;
  /** Directory of each tablespace, and the target of its copy. */
  readonly tablespaces?: ReadonlyMap<string, string>;
}

/**
 * A backup as a DBA takes it with the extension: started in a held session, copied file by file while the server
 * writes, stopped in the same session; label and map are written into the copy.
 */
export async function heldBackup(
  server: TestServer,
  directory: string,
  options: HeldOptions,
): Promise<StopResult> {
  const connection = await connectionTo(server);
  const start = { mode: options.mode, label: options.label, fast: true };
  const running = await postgres.startBackup(connection, start, noSignal());
  const copies = [...(options.tablespaces ?? [])].map(([from, to]) => copyTree(from, to));
  await Promise.all([options.writes(), copyDataDirectory(server.dataDirectory, directory), ...copies]);
  const { waitForArchive } = options;
  const result = await running.stop({ waitForArchive }, () => undefined, noSignal());
  if (result.labelFile !== undefined) {
    const files = { label: result.labelFile, tablespaceMap: result.tablespaceMap };
    const outcome = await writeReturnedFiles(directory, files);
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.problem));
  }
  return result;
}

/** Where it ended, for a completion that has no history file to read. */
export function stopOf({ stopLsn, stopTimeline }: StopResult): KnownStop {
  const lsn = parseLsn(stopLsn);
  if (lsn === undefined) throw new Error(stopLsn);
  return { lsn, timeline: stopTimeline };
}

/** Runs `work` with a function that fetches WAL from the server over a connection. */
export async function withServerWal<T>(
  server: TestServer,
  work: (fetch: FetchWal) => Promise<T>,
): Promise<T> {
  const files = await postgres.openServerFiles(await connectionTo(server), noSignal());
  try {
    return await work((name, signal) => files.stream(`${files.walFolder}/${name}`, signal));
  } finally {
    await files.close();
  }
}

/** The same archive with every file compressed; files that the archive command has not finished are left out. */
export async function packArchive(archive: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(archive)) {
    if (name.endsWith('.new')) continue;
    await writeFile(join(to, `${name}.gz`), gzipSync(await readFile(join(archive, name)), { level: 1 }));
  }
}
