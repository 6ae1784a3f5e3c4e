import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild, stopChild, untilInterrupted } from './children';
import { findDesktop, hasDisplay } from './desktop';
import { openProject, withTemporaryFolder } from './project';
import { recentServer } from './serverInstall';
import type { StartRequest } from './startMain';
import { findOnPath } from './systemPackages';

/**
 * Opens desktop VS Code in a separate window with its own settings, until it is closed or Ctrl+C.
 * @returns why this is not possible here; undefined if it was
 */
export async function startDesktop(request: StartRequest): Promise<string | undefined> {
  if (process.env['PGBI_VSCODE'] === 'server') return 'PGBI_VSCODE asks for the server';
  if (!hasDisplay()) return 'there is no display';
  const installed = findOnPath('code');
  if (installed !== undefined) {
    await run(installed, request);
    return undefined;
  }
  const found = await findDesktop(openProject(request.root), recentServer.vscode, true);
  if ('reason' in found) return found.reason;
  await run(found.program, request);
  return undefined;
}

async function run(program: string, { root, workspace, isSample }: StartRequest): Promise<void> {
  await withTemporaryFolder(async (dataFolder) => {
    const args = [
      workspace,
      `--extensionDevelopmentPath=${root}`,
      ...['--user-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')],
      ...['--new-window', '--wait', '--skip-welcome', '--skip-release-notes'],
      ...(isSample ? ['--disable-workspace-trust'] : []),
      // Chromium's sandbox does not run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ];
    const interrupted = untilInterrupted();
    console.log('VS Code is open. Closing its window, or Ctrl+C here, ends it.');
    const child = startChild(program, args, { onOutput: (text) => process.stdout.write(text) });
    await Promise.race([once(child, 'exit'), interrupted]);
    await stopChild(child);
    await endDetached(dataFolder);
  });
}

/** `code` starts the program itself apart from its own process; its lock file contains the process id. */
async function endDetached(dataFolder: string): Promise<void> {
  const pid = Number(await readFile(join(dataFolder, 'code.lock'), 'utf8').catch(() => ''));
  if (!(pid > 1)) return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has already ended.
  }
}
