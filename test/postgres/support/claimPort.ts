import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../../support/scratch';

/** Below the range of outgoing connections, so that only test processes compete for these ports. */
const FIRST = 20_000;
const COUNT = 10_000;

let next = Math.floor(Math.random() * COUNT);

/** A TCP port of 127.0.0.1 that no other test process gets before it is released or this process ends. */
export interface ClaimedPort {
  readonly port: number;
  readonly release: () => void;
}

/** Claims a port on which nothing listens. */
export async function claimPort(): Promise<ClaimedPort> {
  for (let tries = 0; tries < COUNT; tries++) {
    next = (next + 1) % COUNT;
    const port = FIRST + next;
    const release = claim(port);
    if (release === undefined) continue;
    if (await isFree(port)) return { port, release };
    release();
  }
  throw new Error('no free port');
}

/** A file names the process that has a port; the port of a process that is gone is taken over. */
function claim(port: number): (() => void) | undefined {
  const file = join(tmpdir(), `pgbi-port-${String(port)}`);
  for (let tries = 0; tries < 2; tries++) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      const remove = (): void => {
        rmSync(file, { force: true });
      };
      const forget = atExit(remove);
      return () => {
        forget();
        remove();
      };
    } catch {
      if (!isStale(file)) return undefined;
      rmSync(file, { force: true });
    }
  }
  return undefined;
}

function isStale(file: string): boolean {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    if (owner > 0) process.kill(owner, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
