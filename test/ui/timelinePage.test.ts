import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../run/lib/chromium';
import { projectRoot } from '../support/paths';
import { aLane, aPicture, aSetBar, aState, hugePicture, richPicture } from '../support/samplePictures';
import { TimelinePage } from './support/timelinePage';

describe('the timeline’s page in a browser', () => {
  let browser: Browser;
  let opened: TimelinePage | undefined;

  before(async () => {
    browser = await launchChromium();
  });

  after(async () => {
    await browser.close();
  });

  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });

  async function open(): Promise<TimelinePage> {
    opened = await TimelinePage.open(browser);
    return opened;
  }

  it('asks first, is drawn before its controls are loaded, and breaks no rule of its policy', async () => {
    const timeline = await open();
    await timeline.show(aState(richPicture()));
    await timeline.controls();
    await timeline.page.getByRole('combobox', { name: 'Axis' }).click();
    await timeline.page.getByRole('option', { name: 'By time' }).click();
    const { posted, violations } = await timeline.kept();
    assert.deepEqual(posted[0], { type: 'ready', schema: 1, scope: null });
    assert.deepEqual(violations, []);
    const colors = await timeline.colors();
    assert.ok(colors.length > 10, `${String(colors.length)} colours`);
  });

  it('has nothing that axe objects to, as picture and as table', async () => {
    const timeline = await open();
    const { page } = timeline;
    await timeline.show(aState(richPicture()));
    await timeline.controls();
    await page.getByRole('checkbox', { name: 'Table' }).click();
    await page.getByRole('table').first().waitFor();
    await page.getByRole('button', { name: /^Backup weekly/ }).click();
    await page.getByRole('region', { name: 'Details' }).getByText('Backup weekly').waitFor();
    await page.evaluate(
      await readFile(join(projectRoot(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'),
    );
    const problems = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    assert.deepEqual(problems, []);
  });

  it('shows a million segments in 300 ranges with 1,000 sets', async () => {
    const timeline = await open();
    const opening = await timeline.show(aState(hugePicture()));
    const { page } = timeline;
    await page.getByRole('application').focus();
    for (let step = 0; step < 30; step++) await page.keyboard.press(step < 20 ? '+' : 'ArrowRight');
    const frames = await page.evaluate(() =>
      performance.getEntriesByName('timeline-frame').map(({ duration }) => duration),
    );
    const sorted = [...frames].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
    console.log(
      `      a million segments: shown ${opening.toFixed(0)} ms after the data; ${String(frames.length)} frames, median ${middle.toFixed(1)} ms, longest ${(sorted.at(-1) ?? 0).toFixed(1)} ms`,
    );
    assert.ok(frames.length > 1);
    assert.ok((await page.getByRole('group', { name: 'Backups' }).getByRole('button').count()) < 2000);
  });

  it('shows hostile names as text', async () => {
    const names = [
      '<img src=x onerror="kept.hit=1"><script>kept.hit=1</script>',
      '[click](javascript:kept.hit=1)',
      '\u202eevil\u2066 שלום',
      'x'.repeat(3000),
    ];
    const sets = names.map((title, index) =>
      aSetBar(`set${String(index)}`, index * 10, index * 10 + 2, { title, findings: [title] }),
    );
    const timeline = await open();
    const { page } = timeline;
    await timeline.show(aState(aPicture({ sets, unplaced: [], lanes: [aLane()] })));
    await timeline.controls();
    await page.getByRole('checkbox', { name: 'Table' }).click();
    for (const name of names.slice(0, 3)) await page.getByRole('table').getByText(name).first().waitFor();
    await page.getByRole('button', { name: /^Backup <img/ }).click();
    assert.equal(await page.locator('img, main script, a').count(), 0);
    assert.equal(await page.evaluate(() => 'hit' in (globalThis as unknown as { kept: object }).kept), false);
  });

  it('can be used with the keyboard alone', async () => {
    const timeline = await open();
    const { page } = timeline;
    await timeline.show(aState(richPicture()));
    await timeline.controls();
    await page.getByRole('application').focus();
    for (const key of ['+', '+', 'ArrowRight', 'Home']) await page.keyboard.press(key);
    await page.getByText(/ to /).first().waitFor();
    await page.keyboard.press('0');
    await page.keyboard.press('Tab');
    for (const key of ['End', 'Home', 'ArrowRight']) await page.keyboard.press(key);
    const second = await page.evaluate(() => document.activeElement?.ariaLabel ?? '');
    assert.match(second, /^Backup broken\. .*incomplete/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    const { posted } = await timeline.kept();
    assert.deepEqual(posted.slice(-2), [
      { type: 'select', item: { kind: 'set', id: 'broken' } },
      { type: 'open', item: { kind: 'set', id: 'broken' } },
    ]);
  });

  it('keeps view and selection when the catalogue changes', async () => {
    const timeline = await open();
    const { page } = timeline;
    await timeline.show(aState(richPicture()));
    await page.getByRole('button', { name: /^Backup friday/ }).click();
    await page.getByRole('application').focus();
    await page.keyboard.press('+');
    await page.waitForFunction(() => {
      const { state } = (globalThis as unknown as { kept: { state?: { view: unknown } } }).kept;
      return state?.view !== null;
    });
    const before = (await timeline.kept()).state;
    await timeline.show(aState({ ...richPicture(), recordsRead: false }));
    assert.deepEqual((await timeline.kept()).state, before);
    const pressed = page.getByRole('button', { pressed: true });
    assert.match((await pressed.getAttribute('aria-label')) ?? '', /^Backup friday/);
  });

  it('gives the picture as SVG and PNG', async () => {
    const timeline = await open();
    const { page } = timeline;
    await timeline.show(aState(richPicture()));
    await timeline.controls();
    for (const [format, start] of [
      ['SVG', '<svg '],
      ['PNG', '\u0089PNG'],
    ] as const) {
      await page.getByRole('combobox', { name: 'Export' }).click();
      await page.getByRole('option', { name: `Picture as ${format}` }).click();
      await page.waitForFunction((wanted) => {
        const { posted } = (globalThis as unknown as { kept: { posted: { format?: string }[] } }).kept;
        return posted.some(({ format: own }) => own === wanted);
      }, format.toLowerCase());
      const head = await page.evaluate((wanted) => {
        const { posted } = (
          globalThis as unknown as { kept: { posted: { format?: string; content?: Uint8Array }[] } }
        ).kept;
        const content = posted.find(({ format: own }) => own === wanted)?.content ?? [];
        return String.fromCharCode(...content.slice(0, 5));
      }, format.toLowerCase());
      assert.ok(head.startsWith(start), head);
    }
  });

  it('drops what it does not know and says so', async () => {
    const timeline = await open();
    await timeline.tell({ type: 'state', schema: 1, picture: { lanes: 'none' } });
    await timeline.tell({ type: 'run', command: 'anything' });
    await timeline.page.waitForFunction(() => {
      const { posted } = (globalThis as unknown as { kept: { posted: { type: string }[] } }).kept;
      return posted.filter(({ type }) => type === 'problem').length === 2;
    });
  });

  it('teaches where there is nothing, and can be read in forced colours', async () => {
    const timeline = await open();
    const { page } = timeline;
    await timeline.tell(aState(null));
    await page.getByRole('heading', { name: 'No WAL to draw yet' }).waitFor();
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await timeline.show(aState(richPicture()));
    assert.ok((await timeline.colors()).length > 10);
  });
});
