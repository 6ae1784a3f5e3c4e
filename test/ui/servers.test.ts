import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { copyCommands } from '../../src/core/backup/copyCommands';
import { APPLICATION_PREFIX } from '../../src/postgres/session/applicationName';
import { TestServer } from '../postgres/support/testServer';
import { makeTemporaryFolder, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { Workbench } from './support/workbench';
import { PATIENCE_MS } from '../support/patience';

const LABEL = 'nightly of the shop';

describe('a backup taken by the command palette', function () {
  // Each step needs the previous one.
  this.bail(true);

  let server: TestServer;
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    server = await TestServer.create(15);
    folder = await makeTemporaryFolder();
    await mkdir(join(folder, 'copy'));
    workbench = await Workbench.open({ root: projectRoot(), workspace: folder, height: 900 });
    await workbench.showContainer('PostgreSQL Backup');
    workbench.page.setDefaultTimeout(PATIENCE_MS);
    await workbench.resizeSideBar(560);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('servers-failed');
  });

  after(async () => {
    await workbench.close();
    await server.destroy();
    await removeFolder(folder);
  });

  const command = (title: string): Promise<void> => workbench.runCommand(`PostgreSQL Backup: ${title}`);

  /** Answers the question of a guided input whose prompt contains `prompt`; without a text it accepts the proposal. */
  const answer = async (prompt: string, text?: string): Promise<void> => {
    const widget = workbench.page.locator('.quick-input-widget');
    const input = widget.locator('input[type="text"]');
    const asked = widget
      .filter({ hasText: prompt })
      .or(widget.filter({ has: workbench.page.getByPlaceholder(prompt) }));
    await asked.first().waitFor();
    if (text !== undefined) await input.fill(text);
    await input.press('Enter');
  };
  /** A modal question; notifications have the same role. */
  const modal = (): Locator => workbench.page.locator('.monaco-dialog-box');
  const press = (name: string): Promise<void> => modal().getByRole('button', { name, exact: true }).click();
  /** Under test, VS Code shows no toasts; the notifications are in their center. */
  const notification = async (text: string | RegExp): Promise<Locator> => {
    const centre = workbench.page.locator('.notifications-center');
    if (!(await centre.isVisible())) await workbench.runCommand('Notifications: Show Notifications');
    return centre.locator('.notification-list-item').filter({ hasText: text }).first();
  };
  const item = (text: string | RegExp) =>
    workbench.page.getByRole('treeitem').filter({ hasText: text }).first();

  /** While the dialog still enters a directory, its button only does that: then it is pressed again. */
  async function chooseFolder(): Promise<void> {
    const choose = workbench.page.getByRole('button', { name: 'Use as Directory of the Copy' });
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      if (await choose.isVisible()) await choose.click();
      const gone = choose.waitFor({ state: 'hidden', timeout: 3000 });
      if (await gone.then(() => true).catch(() => false)) return;
    }
    assert.fail('the dialog stays open');
  }

  async function askToStart(label: string, copy?: string): Promise<Locator> {
    await command('Start Backup…');
    await answer('Label of the backup', label);
    await answer('A backup starts with a checkpoint');
    const question = modal().filter({ hasText: 'Start the backup' }).filter({ hasText: 'pg_backup_start' });
    const where = 'Where will the copy be?';
    await answer(where, copy === undefined ? 'Choose later' : 'Choose the directory');
    // A dialog that closes without an answer leads back to the previous question, as for a user.
    for (let tries = 0; copy !== undefined && tries < 5; tries++) {
      await fillFolder(copy);
      const again = workbench.page.getByPlaceholder(where);
      // VS Code keeps the input of a past question, hidden: the one that is visible first counts.
      await Promise.any([question.waitFor(), again.waitFor()]);
      if (await question.isVisible()) break;
      await answer(where, 'Choose the directory');
    }
    await question.waitFor();
    return question;
  }

  async function fillFolder(copy: string): Promise<void> {
    const widget = workbench.page.locator('.quick-input-widget');
    await widget.filter({ hasText: 'Directory of the copy' }).waitFor();
    const input = widget.locator('input[type="text"]');
    // The dialog enters the directory first, and its previous content must be gone. It misses a text that comes too early.
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      await input.fill('');
      await input.fill(`${copy}/`);
      const gone = workbench.page
        .getByRole('option', { name: 'copy' })
        .waitFor({ state: 'hidden', timeout: 5000 });
      if (await gone.then(() => true).catch(() => false)) return chooseFolder();
    }
    assert.fail('the dialog does not enter the directory');
  }

  async function start(label: string, copy?: string): Promise<void> {
    let question = await askToStart(label, copy);
    // VS Code's own dialog may return its previous directory: the question shows that, and a user would go back, too.
    for (let tries = 0; copy !== undefined && tries < 5; tries++) {
      if ((await question.innerText()).includes(copy)) break;
      await press('Cancel');
      question = await askToStart(label, copy);
    }
    await workbench.screenshot('servers-confirm');
    await press('Start Backup');
    await workbench.page.locator('.statusbar-item').filter({ hasText: label }).waitFor();
  }

  it('teaches what the view is for where there is no connection yet', async () => {
    await workbench.page.getByText('Connect to a PostgreSQL server to take a backup').waitFor();
    await workbench.page.getByRole('button', { name: 'Add Connection' }).waitFor();
    await workbench.screenshot('servers-empty');
  });

  async function connect(name: string, port: number): Promise<void> {
    await command('Add Connection…');
    await answer('Where is the server?');
    await answer('Host name or address', '127.0.0.1');
    await answer('Port', '70000');
    await answer('A number from 1 to 65535', String(port));
    await answer('User name', 'postgres');
    await answer('Database to connect to', 'postgres');
    await answer('How should the connection be encrypted?', 'disable');
    await answer('Where does the password come from');
    await answer('Name of the connection', name);
  }

  it('begins with a connection that is asked for step by step, and tested', async () => {
    await connect('shop', server.port);
    const saved = await notification('Connection shop saved');
    await saved.getByRole('button', { name: 'Test Connection' }).click();
    const answers = await notification(/shop answers: PostgreSQL 15\.\d+, primary.*may start backups/);
    await answers.waitFor();
    await item(/^shop/).waitFor();
    await workbench.page
      .getByRole('treeitem', { name: /^Server shop, PostgreSQL 15\.\d+ · primary/ })
      .waitFor();
  });

  it('goes from the start over the copy and the stop to a set that is proven restorable', async () => {
    const copy = join(folder, 'copy');
    await start(LABEL, copy);
    await workbench.page.getByRole('tab', { name: 'Backup' }).first().waitFor();
    await item(/^shop/).click();
    await item(`Backup ${LABEL}`).waitFor();
    await workbench.screenshot('servers-running');
    await server.sql('CREATE TABLE during AS SELECT generate_series(1, 20000) AS id');
    const request = {
      dataDirectory: server.dataDirectory,
      versionNum: 150000,
      exclusive: false,
      tablespaces: [],
    };
    execFileSync('sh', ['-e', '-c', copyCommands('tar', { ...request, target: copy }).join('\n')], {
      stdio: 'pipe',
    });
    await command('Stop Backup…');
    await answer('Wait until the required WAL is archived?');
    await press('Stop Backup');
    const stopped = await notification(
      `The backup “${LABEL}” is stopped. The server reports that all required WAL is archived`,
    );
    await stopped.waitFor({ timeout: PATIENCE_MS });
    assert.match(await readFile(join(copy, 'backup_label'), 'utf8'), new RegExp(`^LABEL: ${LABEL}$`, 'm'));
    assert.equal(await workbench.page.locator('.statusbar-item').filter({ hasText: LABEL }).count(), 0);
    await workbench.screenshot('servers-stopped');
    await stopped.getByRole('button', { name: 'Complete Set with Its WAL' }).click();
    const offer = modal().filter({ hasText: `Look for the missing WAL in ${server.archive}?` });
    await offer.waitFor({ timeout: PATIENCE_MS });
    await workbench.screenshot('servers-offer');
    await press('Search There');
    await modal()
      .filter({ hasText: `From ${server.archive}` })
      .waitFor({ timeout: PATIENCE_MS });
    await workbench.screenshot('servers-complete');
    await modal().getByRole('button', { name: 'Copy', exact: true }).click();
    const proven = await notification(
      `${LABEL} is restorable from its own directory: every WAL record was read.`,
    );
    await proven.waitFor({ timeout: PATIENCE_MS });
    await workbench.screenshot('servers-restorable');
  });

  it('that is cut by a reload of the window is told of in the next one', async () => {
    await start('cut by a reload');
    await workbench.load();
    const message = await notification('The backup “cut by a reload” of shop');
    await message.waitFor({ timeout: PATIENCE_MS });
    await message.filter({ hasText: 'has no backup_label and cannot be used' }).waitFor();
    await workbench.screenshot('servers-lost');
  });

  it('in exclusive mode outlives its session, and is ended after the server was asked', async () => {
    const old = await TestServer.create(12);
    try {
      await connect('old', old.port);
      await item(/^old/).waitFor();
      await command('Start Backup…');
      await answer('Which server?', 'old');
      await answer('Label of the backup', 'as in 9.2');
      await answer('A backup starts with a checkpoint');
      await answer('Which backup mode should the server use?', 'Only one at a time');
      await answer('Where will the copy be?', 'Choose later');
      await modal().filter({ hasText: 'exclusive => true' }).waitFor();
      await workbench.screenshot('exclusive-confirm');
      await press('Start Backup');
      await workbench.page.locator('.statusbar-item').filter({ hasText: 'as in 9.2' }).waitFor();
      await workbench.screenshot('exclusive-running');
      await command('Stop Backup…');
      await answer('Wait until the required WAL is archived?');
      await modal().filter({ hasText: 'The copy must already contain backup_label' }).waitFor();
      await workbench.screenshot('exclusive-stop');
      await press('Cancel');
      await old.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '${APPLICATION_PREFIX}%'`,
      );
      const lost = await notification('According to the server, this backup is still running');
      await lost.waitFor({ timeout: PATIENCE_MS });
      await workbench.screenshot('exclusive-lost');
      await lost.getByRole('button', { name: 'End Backup Mode…' }).click();
      await modal().filter({ hasText: 'End the backup mode of old?' }).waitFor();
      await press('End Backup Mode');
      await (await notification('old: The exclusive backup was ended at')).waitFor({ timeout: PATIENCE_MS });
      assert.equal(await old.value('SELECT pg_is_in_backup()'), 'false');
    } finally {
      await old.destroy();
    }
  });
});
