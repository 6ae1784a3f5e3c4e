import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { runCommand } from './children';
import type { HostRun } from './hostRun';
import type { Project } from './project';
import { findOnPath } from './systemPackages';

const probeMilliseconds = 10_000;
const downloadIdleMilliseconds = 60_000;
/** Where `@vscode/test-electron` gets its builds. */
const updateAddress = 'https://update.code.visualstudio.com/api/releases/stable';

/** Desktop VS Code's program, or why it is not available. */
export type Desktop = { readonly program: string } | { readonly reason: string };

/**
 * Returns desktop VS Code, downloading it into the cache if necessary. `PGBI_VSCODE=server` never uses it.
 * @param needsDisplay false if an invisible display is enough
 */
export async function findDesktop(
  project: Project,
  version: string,
  needsDisplay: boolean,
): Promise<Desktop> {
  if (process.env['PGBI_VSCODE'] === 'server') return { reason: 'PGBI_VSCODE asks for the server' };
  if (!hasDisplay() && (needsDisplay || findOnPath('xvfb-run') === undefined)) {
    return { reason: 'there is no display' };
  }
  const cachePath = join(project.cache, 'vscode-desktop');
  const present =
    existsSync(cachePath) && readdirSync(cachePath).some((name) => name.endsWith(`-${version}`));
  if (!present && !(await isReachable(updateAddress)))
    return { reason: 'the desktop build cannot be downloaded' };
  try {
    return {
      program: await downloadAndUnzipVSCode({ version, cachePath, timeout: downloadIdleMilliseconds }),
    };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether there is a display that the user can see. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== '',
  );
}

async function isReachable(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(probeMilliseconds) });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Runs the tests in desktop VS Code.
 * @returns why the run failed; empty if every test passed
 */
export async function runInDesktop(root: string, program: string, run: HostRun): Promise<string> {
  const options = {
    vscodeExecutablePath: program,
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.tests,
    launchArgs: [
      run.workspace,
      ...[
        '--user-data-dir',
        join(run.dataFolder, 'user'),
        '--extensions-dir',
        join(run.dataFolder, 'extensions'),
      ],
    ],
  };
  const node = [
    process.execPath,
    join(root, 'test', 'run', 'lib', 'desktopRun.mjs'),
    JSON.stringify(options),
  ];
  const [command = '', ...args] = hasDisplay() ? node : ['xvfb-run', '-a', ...node];
  const { reason } = await runCommand(command, args, {
    cwd: root,
    env: run.env,
    onOutput: run.onOutput,
  });
  return reason;
}
