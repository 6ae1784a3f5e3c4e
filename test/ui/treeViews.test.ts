import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { makeTemporaryFolder, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { writeBackup } from '../support/sampleBackup';
import type { WorkbenchOptions } from './support/workbench';
import { Workbench } from './support/workbench';

const WIDE = 700;

describe('the views on screen', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });

  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
    await removeFolder(folder);
  });

  async function show(more: Partial<WorkbenchOptions> = {}): Promise<Workbench> {
    workbench = await Workbench.open({ root: projectRoot(), workspace: folder, ...more });
    await workbench.showContainer('PostgreSQL Backup');
    await workbench.resizeSideBar(WIDE);
    return workbench;
  }

  const item = ({ page }: Workbench, text: string): Locator =>
    page.getByRole('treeitem').filter({ hasText: text }).first();

  it('read backups in a folder that is not trusted', async () => {
    await writeBackup(join(folder, 'one'), { label: 'nightly of the shop', first: 3, last: 5 });
    const settings = { 'security.workspace.trust.startupPrompt': 'never' };
    const opened = await show({ askForTrust: true, settings });
    await opened.page.getByText('Restricted Mode').first().waitFor();
    await item(opened, 'nightly of the shop').waitFor();
    await opened.screenshot('tree-restricted');
  });

  it('say what they would show where nothing is found, and offer the way out', async () => {
    await writeFile(join(folder, 'notes.txt'), 'nothing here');
    const opened = await show();
    await opened.page.getByText('No PostgreSQL backup was found').first().waitFor();
    await opened.page.getByRole('button', { name: 'Add WAL Archive Directory' }).first().waitFor();
    await opened.screenshot('tree-empty');
  });

  it('group the sets by workspace folder, and speak to a screen reader', async () => {
    for (const name of ['east', 'west']) {
      await writeBackup(join(folder, name, 'data'), {
        label: `shop ${name}`,
        first: 3,
        last: 5,
        present: [3, 5],
      });
    }
    const workspace = join(folder, 'both.code-workspace');
    await mkdir(folder, { recursive: true });
    await writeFile(workspace, JSON.stringify({ folders: [{ path: 'east' }, { path: 'west' }] }));
    const opened = await show({ workspace });
    await opened.page.getByRole('treeitem', { name: /^east/ }).first().waitFor();
    await opened.page.getByRole('treeitem', { name: /^west/ }).first().waitFor();
    const spoken = { name: /^Backup set shop east, incomplete, 1 of 3 segments missing/ };
    await opened.page.getByRole('treeitem', spoken).waitFor();
    await opened.screenshot('tree-multi-root');
  });
});
