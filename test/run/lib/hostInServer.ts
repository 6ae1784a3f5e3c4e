import { format } from 'node:util';
import { launchChromium } from './chromium';
import type { HostRun } from './hostRun';
import { PATIENCE_MS } from '../../support/patience';
import { SILENCE_MS } from './limits';
import { startServer, pageAddress } from './server';
import type { ServerInstallation } from './serverInstall';

/**
 * Runs the tests in a VS Code server in a browser.
 * @returns why the run failed; empty if every test passed
 */
export async function runInServer(installation: ServerInstallation, run: HostRun): Promise<string> {
  const server = await startServer(installation, { dataFolder: run.dataFolder, env: run.env });
  const browser = await launchChromium();
  let watchdog: NodeJS.Timeout | undefined;
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const finished = new Promise<string>((resolve, reject) => {
      watchdog = setTimeout(() => {
        resolve(`no test ended for ${SILENCE_MS / 1000} s\n${server.output()}`);
      }, SILENCE_MS);
      void server.ended.then(() => {
        resolve(`the VS Code server ended\n${server.output()}`);
      });
      page
        .exposeFunction('codeAutomationExit', (code: number) => {
          resolve(code === 0 ? '' : `the tests module ended with ${code}`);
        })
        .catch(reject);
    });
    // The window prints much of its own, such as look-ups that fail without a network.
    const others: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
      const text = format(...args);
      if (!/^ {2}(ok|FAIL|skip) /.test(text)) {
        others.push(text);
        return;
      }
      watchdog?.refresh();
      run.onOutput(`${text}\n`);
    });
    await page.goto(pageAddress({ port: server.port, ...run }));
    const broken = await finished;
    if (broken !== '') run.onOutput(`${others.join('\n')}\n`);
    return broken;
  } finally {
    clearTimeout(watchdog);
    await browser.close();
    await server.stop();
  }
}
