import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makeTemporaryFolder, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { sampleSegment, writeBackup } from '../support/sampleBackup';
import { Workbench, themes } from './support/workbench';
import type { ThemeName } from './support/workbench';

describe('a window with a backup', () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await makeTemporaryFolder();
    await writeBackup(folder, { label: 'nightly of the shop', first: 3, last: 7, present: [3, 4, 6, 7] });
    workbench = await Workbench.open({ root: projectRoot(), workspace: folder });
  });

  after(async () => {
    await workbench.close();
    await removeFolder(folder);
  });

  it('has the view container, and in it the backup', async () => {
    await workbench.showContainer('PostgreSQL Backup');
    const set = workbench.page.getByRole('treeitem').filter({ hasText: 'nightly of the shop' });
    await set.first().waitFor();
    assert.match((await set.first().textContent()) ?? '', /incomplete/);
  });

  it('shows at the start location which segments the backup needs, and which of them is missing', async () => {
    await workbench.openFile(join('base', 'backup_label'));
    const hover = await workbench.hover(1, 25);
    for (const segment of [3, 4, 5, 6, 7]) await hover.getByText(sampleSegment(segment)).first().waitFor();
    await hover.getByText('missing', { exact: false }).first().waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`can be looked at in the theme "${theme}"`, async () => {
      await workbench.setTheme(theme);
      await workbench.showContainer('PostgreSQL Backup');
      const set = workbench.page.getByRole('treeitem').filter({ hasText: 'nightly of the shop' });
      assert.ok(await set.first().isVisible());
      await workbench.screenshot(`window-${theme}`);
    });
  }
});
