import { platform } from 'node:os';
import { join } from 'node:path';
import { startChild, untilInterrupted } from './children';
import { hasDisplay } from './desktop';
import { installExtension } from './extensionCopy';
import { openProject, withTemporaryFolder } from './project';
import { pageAddress, startServer } from './server';
import { ensureServer, recentServer } from './serverInstall';
import type { StartRequest } from './startMain';
import { findOnPath } from './systemPackages';

/**
 * Shows VS Code in the browser, until Ctrl+C. The address is printed; a browser is opened if there is a display, unless
 * `PGBI_NO_OPEN` is set.
 */
export async function startInBrowser({ root, workspace, isSample }: StartRequest): Promise<void> {
  const installation = await ensureServer(openProject(root), recentServer);
  await withTemporaryFolder(async (dataFolder) => {
    const interrupted = untilInterrupted();
    await installExtension(root, join(dataFolder, 'extensions'));
    const server = await startServer(installation, { dataFolder, askForTrust: !isSample });
    const address = pageAddress({ port: server.port, workspace });
    console.log(`\nVS Code ${installation.vscodeVersion} is at\n\n  ${address}\n\nCtrl+C ends it.`);
    if (hasDisplay() && (process.env['PGBI_NO_OPEN'] ?? '') === '') openBrowser(address);
    await Promise.race([interrupted, server.ended]);
    await server.stop();
  });
}

function openBrowser(address: string): void {
  const program = platform() === 'darwin' ? 'open' : 'xdg-open';
  if (findOnPath(program) !== undefined) startChild(program, [address], {});
}
