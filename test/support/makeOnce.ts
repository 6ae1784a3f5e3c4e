import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Creates a directory once, however many processes want it at the same time. `fill` works in a temporary directory
 * beside it, which is renamed when complete: a directory with the final name is always whole.
 */
export async function makeOnce(folder: string, fill: (temporary: string) => Promise<void>): Promise<string> {
  const lock = `${folder}.lock`;
  await mkdir(dirname(folder), { recursive: true });
  while (!(await exists(folder))) {
    if (!(await takeLock(lock))) {
      await delay(POLL_MS);
      continue;
    }
    try {
      if (!(await exists(folder))) await fillAndRename(folder, fill);
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
  return folder;
}

async function fillAndRename(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${folder}.new`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await fill(temporary);
  await rename(temporary, folder);
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    await writeFile(join(lock, 'pid'), String(process.pid));
    return true;
  } catch {
    if (await ownerIsGone(lock)) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function ownerIsGone(lock: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(join(lock, 'pid'), 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
