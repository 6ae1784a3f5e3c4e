import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runCommand } from './children';
import { withLock } from './lock.mjs';

/** The full path of a program on the PATH. */
export function findOnPath(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (folder !== '' && isExecutable(path)) return path;
    }
  }
  return undefined;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes sure that a program is on the PATH. On Debian and its derivatives it is installed if that is possible without a
 * question (as root, or by sudo without a password).
 * @param purpose of the program, for the message
 * @returns the program's path
 * @throws {Error} with the command to run by hand
 */
export async function ensureSystemPackage(
  program: string,
  packages: readonly string[],
  purpose: string,
): Promise<string> {
  const present = findOnPath(program);
  if (present !== undefined) return present;
  const byHand = `apt-get install -y ${packages.join(' ')}`;
  const prefix = findOnPath('apt-get') === undefined ? undefined : await rootPrefix();
  if (prefix === undefined) {
    throw new Error(`${program} is missing (${purpose}). Install it, on Debian by: sudo ${byHand}`);
  }
  // apt-get refuses to run twice at the same time, and suites run in parallel.
  return withLock(join(tmpdir(), 'pgbi-apt.lock'), async () => {
    const byAnother = findOnPath(program);
    if (byAnother !== undefined) return byAnother;
    console.log(`Installing ${packages.join(', ')} (${purpose}) …`);
    await aptGet(prefix, ['update']);
    const failure = await aptGet(prefix, ['install', '-y', '--no-install-recommends', ...packages]);
    const installed = findOnPath(program);
    if (installed === undefined)
      throw new Error(`${program} could not be installed by "${byHand}".\n${failure}`);
    return installed;
  });
}

async function rootPrefix(): Promise<readonly string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  const sudo = findOnPath('sudo');
  if (sudo === undefined) return undefined;
  const { ok } = await runCommand(sudo, ['-n', 'true'], { silenceMilliseconds: 60_000 });
  return ok ? [sudo, '-n'] : undefined;
}

/** @returns the error; empty if there was none */
async function aptGet(prefix: readonly string[], args: readonly string[]): Promise<string> {
  const [command = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  const { ok, output } = await runCommand(command, rest, {});
  return ok ? '' : output;
}
