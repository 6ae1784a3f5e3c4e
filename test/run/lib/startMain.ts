import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { runBuild } from './checks';
import { startDesktop } from './desktopStart';
import { openProject } from './project';
import { ensureSampleWorkspace } from './sampleCache';
import { startInBrowser } from './serverStart';

/** What the launchers of the window need. */
export interface StartRequest {
  readonly root: string;
  /** Directory or `.code-workspace` file to open. */
  readonly workspace: string;
  /** Our own samples: the user need not be asked for trust. */
  readonly isSample: boolean;
}

/**
 * Builds the extension and opens VS Code on it: the desktop program if it is available and there is a display,
 * otherwise the server in the browser. Stays until the window is closed or Ctrl+C.
 */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const [folder, ...tooMany] = args;
  if (tooMany.length > 0 || folder?.startsWith('-') === true) {
    console.error('Usage: npm start [-- FOLDER]');
    return 2;
  }
  const own = folder === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? '.', folder);
  if (own !== undefined && !existsSync(own)) {
    console.error(`${own} does not exist.`);
    return 2;
  }
  if ((await runBuild(root)).failures.length > 0) return 1;
  const request: StartRequest = {
    root,
    workspace: own ?? (await ensureSampleWorkspace(openProject(root))),
    isSample: own === undefined,
  };
  console.log(`Opening ${request.workspace}`);
  const refused = await startDesktop(request);
  if (refused === undefined) return 0;
  console.log(`Using the VS Code server, as ${refused}.`);
  await startInBrowser(request);
  return 0;
}
