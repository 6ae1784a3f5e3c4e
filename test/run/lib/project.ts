import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where things lie. */
export interface Project {
  readonly root: string;
  /** Downloads that outlive a run; git ignores it. `PGBI_CACHE` moves it. */
  readonly cache: string;
}

export function openProject(root: string): Project {
  const moved = process.env['PGBI_CACHE'];
  return { root, cache: moved === undefined || moved === '' ? join(root, '.cache') : moved };
}

/** Runs `work` with a fresh folder that is removed afterwards, whatever happens. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeTemporaryFolder();
  try {
    return await work(folder);
  } finally {
    await removeFolder(folder);
  }
}

/** Short on purpose: a path of a Unix socket has at most 103 characters on macOS. */
export async function makeTemporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'pgbi-')));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
