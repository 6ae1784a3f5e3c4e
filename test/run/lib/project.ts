import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The directories of a run. */
export interface Project {
  readonly root: string;
  /** Downloads that outlive a run; git ignores it. `PGBI_CACHE` moves it. */
  readonly cache: string;
}

export function openProject(root: string): Project {
  const moved = process.env['PGBI_CACHE'];
  return { root, cache: moved === undefined || moved === '' ? join(root, '.cache') : moved };
}

/** Runs `work` with a new directory that is removed afterwards in any case. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeTemporaryFolder();
  try {
    return await work(folder);
  } finally {
    await removeFolder(folder);
  }
}

const temporary = new Set<string>();

// An interrupted run removes its directories too.
process.on('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Short on purpose: a path of a Unix socket has at most 103 characters on macOS. */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pgbi-')));
  temporary.add(folder);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  temporary.delete(folder);
}
