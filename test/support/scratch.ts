import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Bytes; the largest suite takes a fifth of it. */
const PLENTY = 5 * 1024 ** 3;

const cleanups = new Set<() => void>();
let watching = false;

/**
 * Registers a function for the end of this process for any reason except `SIGKILL`; the returned function removes it.
 * Only synchronous work is possible then.
 */
export function atExit(cleanup: () => void): () => void {
  if (!watching) watchForExit();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** A new temporary directory that the servers' user can enter. It is removed when this process ends. */
export function scratchFolder(purpose: string): string {
  const place = scratchPlace();
  if (!watching) removeLeftovers(place);
  const folder = realpathSync(mkdtempSync(join(place, `pgbi-${String(process.pid)}-${purpose}-`)));
  chmodSync(folder, 0o755);
  atExit(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return folder;
}

/**
 * In memory if Linux offers that and there is plenty of it: servers start and stop about five times faster than on a
 * disk. Otherwise the system's temporary directory, which `TMPDIR` also selects.
 */
function scratchPlace(): string {
  if (process.env['TMPDIR'] !== undefined) return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (Math.min(bavail * bsize, freemem()) >= PLENTY) return MEMORY;
  } catch {
    // Not Linux, or not accessible.
  }
  return tmpdir();
}

/** A process that was killed could not clean up. A server in such a directory ends when it finds its files gone. */
function removeLeftovers(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = /^pgbi-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && isGone(Number(pid))) rmSync(join(place, name), { recursive: true, force: true });
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function watchForExit(): void {
  watching = true;
  process.on('exit', runCleanups);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      runCleanups();
      process.kill(process.pid, signal);
    });
  }
}

/** Last registered first: servers end before their directories are removed. */
function runCleanups(): void {
  for (const cleanup of [...cleanups].reverse()) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch {
      // The next clean-up must run; a directory that is left in the system's temporary directory does no harm.
    }
  }
}
