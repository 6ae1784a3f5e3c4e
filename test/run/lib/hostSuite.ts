import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findDesktop, runInDesktop } from './desktop';
import { runInServer } from './hostInServer';
import type { HostRun } from './hostRun';
import { isFiltered, suiteLimitMilliseconds } from './nodeSuite';
import type { Selection } from './nodeSuite';
import { openProject, withTemporaryFolder } from './project';
import { ensureServer, oldestServer, recentServer } from './serverInstall';
import { stepTally, suiteTally } from './tally';
import type { Tally } from './tally';
import { grepVariable, resultsVariable } from './testEvent';

/**
 * Runs the host suite inside the oldest promised VS Code and inside a recent one: the desktop build where it can be
 * had, else the server. An empty folder is open; tests make what they need in it.
 */
export async function runHostSuites(root: string, bundle: string, selection: Selection): Promise<Tally[]> {
  const tallies: Tally[] = [];
  const wanted = process.env['PGBI_HOST_VERSION'] ?? '';
  for (const version of [oldestServer, recentServer]) {
    if (!version.vscode.startsWith(wanted)) continue;
    const name = `host ${version.vscode}`;
    const started = Date.now();
    try {
      tallies.push(await runOn(version, name));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tallies.push(stepTally(name, (Date.now() - started) / 1000, message));
    }
  }
  return tallies;

  async function runOn(version: typeof oldestServer, name: string): Promise<Tally> {
    const project = openProject(root);
    const desktop = await findDesktop(project, version.vscode, false);
    const server = 'reason' in desktop ? await ensureServer(project, version) : undefined;
    console.log(
      `\n${name}: ${'reason' in desktop ? `VS Code server, as ${desktop.reason}` : 'desktop VS Code'}`,
    );
    const started = Date.now();
    return withTemporaryFolder(async (folder) => {
      const results = join(folder, 'results.jsonl');
      const workspace = join(folder, 'workspace');
      await mkdir(workspace);
      const run: HostRun = {
        extension: root,
        workspace,
        tests: join(bundle, 'index.js'),
        env: { [resultsVariable]: results, [grepVariable]: selection.grep, PGBI_ROOT: root },
        dataFolder: join(folder, 'data'),
        limitMilliseconds: suiteLimitMilliseconds('host'),
      };
      const broken =
        server !== undefined
          ? await runInServer(server, run)
          : await runInDesktop(root, 'program' in desktop ? desktop.program : '', run);
      return suiteTally(name, results, (Date.now() - started) / 1000, broken, isFiltered(selection));
    });
  }
}
