import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vsix } from '../../build/vsix.mjs';
import { makeTemporaryFolder, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { fixture } from '../unit/support/fixtures';
import { Workbench } from './support/workbench';

describe('the installed package', () => {
  let folder: string;
  let workbench: Workbench;
  let opened: Workbench | undefined;

  before(async () => {
    folder = await makeTemporaryFolder();
    const sets = await fixture('9.2');
    for (const [name, set] of [
      ['whole', 'A-full'],
      ['lacking', 'C-damaged/01b-start-missing'],
    ] as const) {
      for (const part of ['backup', 'archive'])
        await cp(join(sets, set, part), join(folder, 'backups', name, part), { recursive: true });
      // The extracted files are read-only.
      await chmod(join(folder, 'backups', name, 'backup'), 0o700);
    }
    const file = join(folder, 'extension.vsix');
    await writeFile(file, vsix(projectRoot()));
    workbench = opened = await Workbench.open({
      root: projectRoot(),
      workspace: join(folder, 'backups'),
      vsix: file,
      width: 1600,
      height: 1000,
    });
  });

  after(async () => {
    await opened?.close();
    await removeFolder(folder);
  });

  const set = (path: string, text = /9\.2/) =>
    workbench.page.getByRole('treeitem').filter({ hasText: path }).filter({ hasText: text }).first();

  it('shows the sets of a folder', async () => {
    await workbench.showContainer('PostgreSQL Backup');
    await workbench.resizeSideBar(800);
    await set('whole').waitFor();
    await set('lacking', /incomplete/).waitFor();
  });

  it('verifies a set and shows its verdict', async () => {
    const row = set('whole');
    await row.hover();
    await row.getByRole('button', { name: 'Verify Backup Set' }).click();
    await set('whole', /(?<!not )restorable/).waitFor();
    await workbench.screenshot('installed');
  });

  it('opens the explanation of a finding by its code', async () => {
    const { page } = workbench;
    await workbench.runCommand('Problems: Focus on Problems View');
    await page.locator('.markers-panel').getByRole('button', { name: 'missing-segment' }).first().click();
    await page.getByRole('tab', { name: 'findings.md' }).first().waitFor();
    await page.locator('.view-line').filter({ hasText: '### missing-segment' }).first().waitFor();
  });
});
