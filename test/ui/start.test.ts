import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startChild, stopChild } from '../run/lib/children';
import { launchChromium } from '../run/lib/chromium';
import { makeTemporaryFolder, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { writeBackup } from '../support/sampleBackup';
import { PATIENCE_MS } from '../support/patience';

/** Runs the launcher and waits until its output matches. */
async function launch(args: readonly string[], env: Record<string, string | undefined>, expected: RegExp) {
  let output = '';
  let tell: (found: string) => void = () => undefined;
  const matched = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const script = join(projectRoot(), 'test', 'run', 'start.mjs');
  const child = startChild(process.execPath, [script, ...args], {
    cwd: projectRoot(),
    env: { PGBI_NO_OPEN: '1', ...env },
    onOutput: (text) => {
      output += text;
      const found = expected.exec(output)?.[0];
      if (found !== undefined) tell(found);
    },
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`npm start ended too early:\n${output}`);
  });
  return { child, matched: await Promise.race([matched, ended]) };
}

/** Same as Ctrl+C; the launcher then cleans up and ends by itself. */
async function interrupt(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
}

describe('npm start', function () {
  const address = /http:\/\/127\.0\.0\.1:\d+\/\S+/;
  let folder: string;
  let browser: Browser | undefined;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });

  afterEach(async () => {
    await browser?.close();
    browser = undefined;
    await removeFolder(folder);
  });

  it('shows backups of a real server, and nothing of it is left after Ctrl+C', async () => {
    const { child, matched: url } = await launch([], { PGBI_VSCODE: 'server' }, address);
    try {
      browser = await launchChromium();
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(url);
      await page.getByRole('tab', { name: 'PostgreSQL Backup' }).first().click({ timeout: PATIENCE_MS });
      const sets = page.getByRole('treeitem', { name: /^Backup set / });
      await sets.first().waitFor({ timeout: PATIENCE_MS });
      assert.ok((await sets.count()) > 3);
      await interrupt(child);
      await assert.rejects(fetch(url));
    } finally {
      await stopChild(child);
    }
  });

  it('opens the folder that it is given', async () => {
    const own = join(folder, 'my backups');
    await writeBackup(own, { label: 'mine', first: 3, last: 4 });
    const { child, matched: url } = await launch([own], { PGBI_VSCODE: 'server' }, address);
    try {
      assert.equal(new URL(url).searchParams.get('folder'), own);
      assert.equal((await fetch(url)).status, 200);
      await interrupt(child);
    } finally {
      await stopChild(child);
    }
  });

  it('uses desktop VS Code where there is one and a display', async function () {
    if (process.platform === 'win32') this.skip();
    const programs = join(folder, 'bin');
    const record = join(folder, 'arguments');
    await mkdir(programs);
    await writeFile(join(programs, 'code'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${record}'\n`);
    await chmod(join(programs, 'code'), 0o755);
    const env = {
      DISPLAY: ':99',
      PGBI_VSCODE: undefined,
      PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
    };
    const { child } = await launch([folder], env, /VS Code is open/);
    if (child.exitCode === null) await once(child, 'exit');
    const [workspace, development] = (await readFile(record, 'utf8')).split('\n');
    assert.equal(workspace, folder);
    assert.equal(development, `--extensionDevelopmentPath=${projectRoot()}`);
  });

  it('refuses a folder that is not there', async () => {
    const missing = join(folder, 'missing');
    await assert.rejects(launch([missing], {}, address), /does not exist/);
  });
});
