import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findDesktop, runInDesktop } from './desktop';
import { runInServer } from './hostInServer';
import type { HostRun } from './hostRun';
import { linePrinter, type Job } from './jobs';
import { isFiltered, type Selection } from './nodeSuite';
import { openProject, withTemporaryFolder } from './project';
import { ensureServer, oldestServer, recentServer, type ServerVersion } from './serverInstall';
import { ensureSampleWorkspace } from './sampleCache';
import { suiteTally, type Tally } from './tally';
import { grepVariable, resultsVariable, samplesVariable } from './testEvent';

/**
 * The jobs of the host suite, one for the oldest promised VS Code and one for a recent one: in the desktop build if
 * available, otherwise in the server. An empty directory is open; tests create what they need in it.
 */
export function hostJobs(root: string, bundle: string, selection: Selection): Job[] {
  const wanted = process.env['PGBI_HOST_VERSION'] ?? '';
  return [oldestServer, recentServer]
    .filter(({ vscode }) => vscode.startsWith(wanted))
    .map((version) => {
      const name = `host ${version.vscode}`;
      return { name, suite: name, run: () => runOn(root, version, name, bundle, selection) };
    });
}

async function runOn(
  root: string,
  version: ServerVersion,
  name: string,
  bundle: string,
  selection: Selection,
): Promise<Tally> {
  const project = openProject(root);
  const desktop = await findDesktop(project, version.vscode, false);
  const server = 'reason' in desktop ? await ensureServer(project, version) : undefined;
  console.log(`${name}: ${'reason' in desktop ? `VS Code server, as ${desktop.reason}` : 'desktop VS Code'}`);
  const started = Date.now();
  return withTemporaryFolder(async (folder) => {
    const results = join(folder, 'results.jsonl');
    const workspace = join(folder, 'workspace');
    await mkdir(workspace);
    const run: HostRun = {
      extension: root,
      workspace,
      tests: join(bundle, 'index.js'),
      env: {
        [resultsVariable]: results,
        [grepVariable]: selection.grep,
        PGBI_ROOT: root,
        [samplesVariable]: await ensureSampleWorkspace(project),
      },
      dataFolder: join(folder, 'data'),
      onOutput: linePrinter(name),
    };
    const broken =
      server !== undefined
        ? await runInServer(server, run)
        : await runInDesktop(root, 'program' in desktop ? desktop.program : '', run);
    const seconds = (Date.now() - started) / 1000;
    console.log(`${name}: ended after ${seconds.toFixed(1)} s`);
    return suiteTally({ name, part: name }, results, seconds, broken, isFiltered(selection));
  });
}
