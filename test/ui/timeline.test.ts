import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { makeTemporaryFolder, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { writeBackup } from '../support/sampleBackup';
import { extname, join } from 'node:path';
import type { ThemeName } from './support/workbench';
import { themes, Workbench } from './support/workbench';
import { PATIENCE_MS } from '../support/patience';

/** A picture without content is smaller than this. */
const LEAST_BYTES = 20_000;

describe('the timeline in VS Code', function () {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await makeTemporaryFolder();
    await writeBackup(join(folder, 'weekly'), { label: 'weekly', first: 3, last: 6 });
    await writeBackup(join(folder, 'holed'), {
      label: 'holed',
      first: 12,
      last: 18,
      present: [12, 13, 16, 17, 18],
    });
    workbench = await Workbench.open({
      root: projectRoot(),
      workspace: folder,
      settings: { 'files.simpleDialog.enable': true },
    });
    await workbench.showContainer('PostgreSQL Backup');
    await workbench.page
      .getByRole('treeitem', { name: /weekly/ })
      .first()
      .waitFor();
    await workbench.runCommand('Show WAL Timeline');
  });

  after(async () => {
    await workbench.close();
    await removeFolder(folder);
  });

  const surface = (view: FrameLocator) => view.getByRole('application', { name: /^WAL timeline/ });

  /** Number of colors on the canvas: without content there is one. */
  async function colors(view: FrameLocator): Promise<number> {
    return view.locator('.surface canvas').evaluate((element: HTMLCanvasElement) => {
      const { width, height } = element;
      const data =
        element.getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      const seen = new Set<number>();
      for (let at = 0; at < data.length; at += 4)
        seen.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
      return seen.size;
    });
  }

  /** The background of a control, which comes from the kit. */
  async function controlColor(view: FrameLocator): Promise<string> {
    const control = view.locator('vscode-dropdown').first();
    return control.evaluate((element) => getComputedStyle(element).backgroundColor);
  }

  /** Asks in the panel, and waits for an answer with this outcome. */
  async function ask(question: string, outcome: RegExp): Promise<void> {
    const view = workbench.webview();
    const before = await view.locator('.answer').innerHTML();
    const field = view.getByRole('textbox', { name: 'Can I recover to …?' });
    await field.fill(question);
    await field.press('Enter');
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await view.locator('.answer').innerHTML();
      const [card = ''] = await view
        .locator('.answer article')
        .evaluateAll((cards: Element[]) => cards.map((card) => card.getAttribute('class') ?? ''));
      if (found !== before && outcome.test(card)) return;
      assert.ok(Date.now() < deadline, `${question}: ${card} ${found}`);
    }
  }

  /** Takes the first choice; with `asked` only after that is the question. */
  async function choose(asked?: string): Promise<void> {
    const widget = workbench.page.locator('.quick-input-widget');
    if (asked !== undefined) await widget.getByPlaceholder(asked).waitFor();
    const first = widget.getByRole('option').first();
    await first.waitFor();
    await first.click();
  }

  /** Until the dialog has entered its directory it replaces the name in its line: then the name is typed again. */
  async function saveAs(path: string): Promise<void> {
    const widget = workbench.page.locator('.quick-input-widget');
    const input = widget.locator('input[type="text"]');
    await input.waitFor();
    const deadline = Date.now() + PATIENCE_MS;
    // Before the dialog proposes its own name, Enter would accept whatever it is about to put there.
    while (Date.now() < deadline && !(await input.inputValue()).endsWith(extname(path)))
      await workbench.page.evaluate(() => new Promise(requestAnimationFrame));
    while (Date.now() < deadline) {
      await input.fill(path, { timeout: 1000 }).catch(() => undefined);
      await input.press('Enter', { timeout: 1000 }).catch(() => undefined);
      for (let looks = 0; looks < 60; looks++) {
        if ((await readFile(path).catch(() => Buffer.alloc(0))).length > 0) return;
        await workbench.page.evaluate(() => new Promise(requestAnimationFrame));
      }
    }
    assert.fail(`${path} was not written`);
  }

  /** Waits for a document, closes it, and returns to the picture. */
  async function back(title: RegExp): Promise<void> {
    const { page } = workbench;
    await page.getByRole('tab', { name: title }).first().waitFor();
    await page.getByRole('tab', { name: 'WAL Timeline' }).click();
    await surface(workbench.webview()).waitFor();
    await workbench
      .webview()
      .getByRole('button', { name: /^Backup weekly/ })
      .waitFor();
    await page.getByRole('tab', { name: title }).first().click({ button: 'middle' });
    await page.getByRole('tab', { name: title }).first().waitFor({ state: 'detached' });
  }

  it('can be read in every kind of theme', async () => {
    const view = workbench.webview();
    await surface(view).waitFor();
    await view.locator('vscode-dropdown:defined').first().waitFor();
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await workbench.setTheme(theme);
      await view
        .locator(
          `body.vscode-${{ dark: 'dark', light: 'light', hc: 'high-contrast', hclight: 'high-contrast-light' }[theme]}`,
        )
        .waitFor();
      await view
        .getByRole('button', { name: /^Backup / })
        .first()
        .waitFor();
      assert.ok((await colors(view)) > 8, theme);
      const { size } = await stat(await workbench.screenshot(`timeline-${theme}`));
      assert.ok(size > LEAST_BYTES, theme);
    }
  });

  it('has controls in the colours of the theme', async () => {
    const view = workbench.webview();
    await workbench.setTheme('light');
    await view.locator('body.vscode-light').waitFor();
    const before = await controlColor(view);
    await workbench.setTheme('dark');
    await view.locator('body.vscode-dark').waitFor();
    const deadline = Date.now() + PATIENCE_MS;
    while ((await controlColor(view)) === before) assert.ok(Date.now() < deadline, `still ${before}`);
  });

  it('selects in the tree what is clicked, and opens it on a double click', async () => {
    const view = workbench.webview();
    const bar = view.getByRole('button', { name: /^Backup / }).first();
    const label = /^Backup (\w+)/.exec((await bar.getAttribute('aria-label')) ?? '')?.[1] ?? '';
    await bar.click();
    await workbench.page
      .locator('[role="treeitem"][aria-selected="true"]')
      .filter({ hasText: label })
      .waitFor();
    await bar.dblclick();
    await workbench.page
      .getByRole('tab', { name: /backup_label/ })
      .first()
      .waitFor();
    await workbench.page.getByRole('tab', { name: 'WAL Timeline' }).click();
    await surface(workbench.webview()).waitFor();
  });

  it('answers what is asked in the panel: what is possible, what is not, and what it does not understand', async () => {
    const view = workbench.webview();
    await surface(view).waitFor();
    // Right after the end of the backup; a segment that is missing; a point that unread WAL may contain; a time that
    // never was.
    await ask('2026-11-21 02:04:52 UTC', /^(?:un)?proven$/);
    await ask('0/E80000', /impossible/);
    await ask('before the price change', /^unproven$/);
    await ask('2026-11-31 25:99', /^not-understood$/);
    await workbench.screenshot('timeline-answer');
  });

  it('opens restore steps of an answer and of a selected set, and what WAL may go', async () => {
    await ask('2026-11-21 02:04:52 UTC', /^(?:un)?proven$/);
    await workbench.webview().locator('.answer').getByRole('button', { name: 'Restore Steps' }).click();
    await back(/Restore steps/);
    await workbench
      .webview()
      .getByRole('button', { name: /^Backup weekly/ })
      .click();
    const details = workbench.webview().getByRole('region', { name: 'Details' });
    await details.getByRole('button', { name: 'Restore Steps' }).click();
    await choose();
    await back(/Restore steps/);
    await workbench.webview().getByRole('button', { name: 'Obsolete WAL' }).click();
    await choose('Obsolete WAL in which archive?');
    await choose('Which backups do you want to keep?');
    await back(/Obsolete WAL/);
  });

  for (const format of ['svg', 'png'])
    it(`writes the picture as ${format}`, async () => {
      const view = workbench.webview();
      await view.getByRole('combobox', { name: 'Export' }).click();
      await view.getByRole('option', { name: `Picture as ${format.toUpperCase()}` }).click();
      await saveAs(join(folder, `picture.${format}`));
      const { size } = await stat(join(folder, `picture.${format}`));
      assert.ok(size > 1000, String(size));
    });

  it('shows after a reload of the window what it showed before', async () => {
    const { page } = workbench;
    let view = workbench.webview();
    await view.getByRole('button', { name: /^Backup holed/ }).click();
    await ask('0/E80000', /impossible/);
    await view.getByRole('checkbox', { name: 'Table' }).click();
    await view.getByRole('button', { name: 'Verdict', exact: true }).click();
    await view.locator('th[aria-sort="ascending"]').waitFor();
    await view.getByRole('button', { name: 'Zoom in' }).click();
    await workbench.runCommand('Developer: Reload Window');
    await page
      .locator('.monaco-workbench')
      .waitFor({ state: 'detached', timeout: PATIENCE_MS })
      .catch(() => undefined);
    view = workbench.webview();
    await page.getByRole('tab', { name: 'WAL Timeline' }).first().waitFor({ timeout: PATIENCE_MS });
    await surface(view).waitFor({ timeout: PATIENCE_MS });
    await view.locator('th[aria-sort="ascending"]').waitFor();
    await view.getByRole('region', { name: 'Details' }).getByText('Backup holed').waitFor();
    await view.locator('.answer article.impossible').waitFor();
    assert.ok((await colors(view)) > 8);
    await workbench.screenshot('timeline-reloaded');
  });

  it('says in the editor’s own words what it holds: a table with the same facts', async () => {
    const view = workbench.webview();
    await view.getByRole('rowheader', { name: 'weekly' }).first().waitFor();
    await view.getByRole('rowheader', { name: 'holed' }).first().waitFor();
  });
});
