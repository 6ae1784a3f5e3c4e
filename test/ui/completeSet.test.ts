import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { fixture } from '../unit/support/fixtures';
import { Workbench } from './support/workbench';
import { PATIENCE_MS } from '../support/patience';

const STOP = '000000010000000300000001';
const COMPLETE = 'Complete Set with Its WAL';

describe('completing a set on screen', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    // The one whole data directory among the fixtures.
    const origin = join(await fixture('9.2'), 'A-full');
    const noWal = (path: string): boolean => !path.includes('pg_xlog');
    await cp(join(origin, 'backup'), join(folder, 'nightly', 'data'), { recursive: true, filter: noWal });
    await cp(join(origin, 'archive'), join(folder, 'nightly', 'archive'), { recursive: true });
    // The extracted files are read-only.
    await chmod(join(folder, 'nightly', 'data'), 0o700);
  });

  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
    await removeFolder(folder);
  });

  const wal = (): string => join(folder, 'nightly', 'data', 'pg_xlog');

  async function open(): Promise<Workbench> {
    workbench = await Workbench.open({ root: projectRoot(), workspace: folder });
    await workbench.showContainer('PostgreSQL Backup');
    await workbench.page.getByRole('treeitem').filter({ hasText: 'standalone hot backup' }).first().waitFor();
    return workbench;
  }

  it('shows what it will do, asks, copies, and says that the set is restorable by itself', async () => {
    const { page, runCommand } = await opened();
    await runCommand(COMPLETE);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Copy 6 segments (96 MB) into this backup?').waitFor();
    await dialog
      .getByText(join(folder, 'nightly', 'archive'))
      .first()
      .waitFor();
    await workbench?.screenshot('complete-question');
    assert.ok(
      !(await readdir(join(folder, 'nightly', 'data'))).includes('pg_xlog'),
      'nothing is written yet',
    );
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await page
      .getByText(/is restorable from its own directory/)
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    await workbench?.screenshot('complete-done');
    const names = await readdir(wal());
    assert.equal(names.filter((name) => /^[0-9A-F]{24}$/.test(name)).length, 6);
    assert.ok(!names.some((name) => name.endsWith('.tmp')));
  });

  it('tells of a recycled file in the way and of the command that moves it, then goes on', async () => {
    const damaged = join(await fixture('9.2'), 'C-damaged', '03-recycled-stop', 'archive', STOP);
    await mkdir(wal());
    await cp(damaged, join(wal(), STOP));
    await rm(join(wal(), 'archive_status'), { recursive: true, force: true });
    const { page, runCommand } = await opened();
    await runCommand(COMPLETE);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A file in this backup must be moved away first').waitFor();
    await workbench?.screenshot('complete-obstacle');
    await dialog.getByText('moved-away-').first().waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(await readdir(wal()), [STOP], 'nothing moves by itself');
    await runCommand(COMPLETE);
    await dialog.getByRole('button', { name: 'Copy Command' }).click();
    await mkdir(join(wal(), 'moved-away-1'));
    await rename(join(wal(), STOP), join(wal(), 'moved-away-1', STOP));
    await runCommand('Notifications: Show Notifications');
    const centre = page.locator('.notifications-center');
    const goOn = centre.locator('.notification-list-item').filter({ hasText: 'Continue after the files' });
    await goOn.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByText('Copy 6 segments (96 MB) into this backup?').waitFor();
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    // The tree's verdict covers everything that serves the set, and follows by itself.
    await page
      .getByRole('treeitem')
      .filter({ hasText: 'standalone hot backup' })
      .filter({ hasText: /(?<!not )restorable/ })
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    assert.ok((await readdir(wal())).includes(STOP));
  });

  it('writes nothing beside a postmaster.pid', async () => {
    await writeFile(join(folder, 'nightly', 'data', 'postmaster.pid'), '1\n');
    const { page, runCommand } = await opened();
    await runCommand(COMPLETE);
    await page.getByRole('dialog').getByRole('button', { name: 'Copy', exact: true }).click();
    await page
      .getByText(/a server may be running in this directory/)
      .first()
      .waitFor();
    assert.ok(!(await readdir(join(folder, 'nightly', 'data'))).includes('pg_xlog'));
  });

  async function opened(): Promise<{
    page: Workbench['page'];
    runCommand: (title: string) => Promise<void>;
  }> {
    const one = await open();
    return { page: one.page, runCommand: (title) => one.runCommand(title) };
  }
});
