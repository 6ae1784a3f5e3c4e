import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { ensureSystemPackage, findOnPath, isExecutable } from './systemPackages';

/** Names under which Chromium and similar browsers are installed. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Nothing here may use the network or wait for it. */
const quietArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Finds a Chromium: the one in `PGBI_CHROMIUM` or `PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH`, one on the PATH, one that
 * Playwright has installed, or Debian's, which is installed if possible.
 * @throws {Error} with the command to run by hand
 */
export async function findChromium(): Promise<string> {
  for (const variable of ['PGBI_CHROMIUM', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH']) {
    const named = process.env[variable];
    if (named !== undefined && named !== '') return named;
  }
  for (const name of names) {
    const path = findOnPath(name);
    if (path !== undefined) return path;
  }
  const own = chromium.executablePath();
  if (own !== '' && isExecutable(own)) return own;
  return ensureSystemPackage('chromium', ['chromium'], 'the browser that shows VS Code in tests');
}

/** Starts Chromium without a window. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    args: asRoot ? [...quietArguments, '--no-sandbox'] : quietArguments,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
