import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../run/lib/chromium';
import { projectRoot } from '../support/paths';
import {
  aBand,
  aLane,
  anAnswer,
  aPicture,
  aSetBar,
  aState,
  hugePicture,
  richPicture,
} from '../support/samplePictures';
import type { PageOptions } from './support/timelinePage';
import { focusName, tabTo, THEMES, TimelinePage } from './support/timelinePage';

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

  async function open(options: PageOptions = {}): Promise<TimelinePage> {
    await opened?.close();
    opened = await TimelinePage.open(browser, options);
    return opened;
  }

  /** Axe's objections to the page in its current state. */
  async function problemsOf({ page }: TimelinePage): Promise<string[]> {
    await page.evaluate(
      await readFile(join(projectRoot(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'),
    );
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
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

  for (const theme of THEMES)
    it(`has nothing that axe objects to under ${theme}: picture, table, answer, details and menu`, async () => {
      const timeline = await open({ theme });
      const { page } = timeline;
      await timeline.show(aState(richPicture()));
      await timeline.controls();
      await page.getByRole('checkbox', { name: 'Table' }).click();
      await page.getByRole('table').first().waitFor();
      await page.getByRole('button', { name: /^Backup weekly/ }).click();
      await page.getByRole('region', { name: 'Details' }).getByText('Backup weekly').waitFor();
      await timeline.tell(anAnswer());
      await page.getByText('Recoverable from “weekly”').waitFor();
      assert.deepEqual(await problemsOf(timeline), []);
      await page.getByRole('button', { name: /^Backup friday/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Restore Steps' }).waitFor();
      assert.deepEqual(await problemsOf(timeline), []);
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

  it('shows hostile names as text: markup, links, a megabyte, marks that hide or reorder', async () => {
    const long = 'x'.repeat(1 << 20);
    const markup = '<img src=x onerror="kept.hit=1"><script>kept.hit=1</script>';
    const names = [markup, '[click](javascript:kept.hit=1)', '\u202eevil\u2066 שלום\u0007', long];
    const sets = names.map((title, index) =>
      aSetBar(`/b/\u202e${String(index)}`, index * 10, index * 10 + 2, { title, findings: [title] }),
    );
    const points = names.map((name, index) => ({
      at: 50 + index * 10,
      lsn: `0/${String(index)}`,
      name,
      ms: null,
    }));
    const bands = [aBand(5, 90, { sets: ['/gone/\u202esrv'] })];
    const picture = aPicture({ sets, unplaced: [], lanes: [aLane({ points, bands })] });
    const timeline = await open();
    const { page } = timeline;
    const state = aState(picture);
    await timeline.show({ ...state, scopes: state.scopes.map((scope) => ({ ...scope, path: long })) });
    await timeline.controls();
    await page.getByRole('checkbox', { name: 'Table' }).click();
    const spelled = /^⁨?⟨U\+202E⟩evil⟨U\+2066⟩ שלום␇⁩?$/;
    for (const shown of [
      markup,
      '[click](javascript:kept.hit=1)',
      spelled,
      /^x{400}… \(\+1,048,176 characters\)$/,
    ])
      await page.getByRole('table').getByText(shown).first().waitFor();
    await page.getByText('/gone/⟨U+202E⟩srv').first().waitFor();
    for (const name of [/^Backup <img/, /^Backup xxx/, /^Backup .*evil/, /^Restore point <img/])
      await page.getByRole('button', { name }).first().focus();
    await page.getByRole('button', { name: /^Backup <img/ }).click();
    await timeline.tell({
      ...anAnswer(),
      cards: anAnswer().cards.map((card) => ({ ...card, headline: long })),
    });
    await page
      .getByRole('status')
      .getByText(/^x{400}… \(/)
      .waitFor();
    const text = (await page.locator('main').innerText()) + (await page.locator('main').innerHTML());
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066\u2067\u0007]/);
    assert.ok(text.length < 200_000, `${String(text.length)} characters`);
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

  it('leads by the keyboard from opening to an answer, its steps, the table, an export, and back', async () => {
    const timeline = await open();
    const { page } = timeline;
    await timeline.show(aState(richPicture()));
    await timeline.controls();
    await page.getByRole('button', { name: /^Backup weekly/ }).waitFor();
    await tabTo(timeline, /^WAL timeline/);
    await page.keyboard.press('+');
    await page.locator('[aria-live]').getByText(/ to /).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    assert.match(await focusName(timeline), /^(?:Incremental b|B)ackup|^Recoverable/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Details' }).getByRole('heading').waitFor();
    await tabTo(timeline, /^Restore Steps$/);
    await page.keyboard.press('Enter');
    await tabTo(timeline, /^Can I recover to/);
    await page.keyboard.type('before price change');
    await page.keyboard.press('Enter');
    await timeline.tell(anAnswer());
    await page.getByRole('status').getByText('Recoverable from “weekly”').waitFor();
    await tabTo(timeline, /^Restore Steps$/);
    await page.keyboard.press('Enter');
    await tabTo(timeline, /^Table$/, 'Shift+Tab');
    await page.keyboard.press('Space');
    await page.getByRole('table').first().waitFor();
    await tabTo(timeline, /^Export/);
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await tabTo(timeline, /^WAL timeline/);
    await timeline.said('savePicture');
    const { posted } = await timeline.kept();
    const types = posted.map(({ type }) => type).filter((type) => type !== 'ready');
    assert.deepEqual(types.slice(0, 5), ['select', 'restoreSteps', 'ask', 'steps', 'savePicture']);
  });

  it('zooms by a pinch on a touchpad and by two fingers, around the place between them', async () => {
    const timeline = await open({ touch: true });
    const { page } = timeline;
    await timeline.show(aState(richPicture()));
    const box = await page.getByRole('application').boundingBox();
    assert.ok(box);
    const middle = { x: box.x + 700, y: box.y + 100 };
    await page.mouse.move(middle.x, middle.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -40);
    await page.keyboard.up('Control');
    const pinched = await timeline.span((width) => width < 100);
    const client = await page.context().newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number): Promise<void> => {
      const points = [-apart, apart].map((by, id) => ({ x: middle.x + by, y: middle.y, id }));
      await client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : points });
    };
    await touch('touchStart', 40);
    for (let apart = 50; apart <= 120; apart += 10) await touch('touchMove', apart);
    await touch('touchEnd', 120);
    const spread = await timeline.span((width) => width < pinched.to - pinched.from - 1);
    assert.ok(spread.from > pinched.from && spread.to < pinched.to, JSON.stringify([pinched, spread]));
  });

  it('moves nothing by itself where motion is not wanted, and shows where the focus is', async () => {
    const timeline = await open();
    const { page } = timeline;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await timeline.show(aState(richPicture()));
    await timeline.controls();
    await page.getByRole('button', { name: /^Backup weekly/ }).waitFor();
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('main, main *')].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return animationName !== 'none' || transitionDuration.split(', ').some((time) => time !== '0s');
        }).length,
    );
    assert.equal(moving, 0);
    await tabTo(timeline, /^WAL timeline/);
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return `${outlineStyle} ${outlineWidth}`;
    });
    assert.match(outline, /^solid [1-9]/);
  });

  it('shows after a reload what it showed: axis, view, selection, details, the sorted table, the answer', async () => {
    const timeline = await open();
    await timeline.show(aState(richPicture()));
    await timeline.controls();
    await timeline.page.getByRole('checkbox', { name: 'Table' }).click();
    await timeline.page.getByRole('button', { name: 'Verdict', exact: true }).click();
    await timeline.page
      .getByRole('columnheader', { name: 'Verdict' })
      .and(timeline.page.locator('[aria-sort="ascending"]'))
      .waitFor();
    const worst = timeline.page
      .getByRole('table', { name: /^Backups/ })
      .getByRole('rowheader')
      .first();
    assert.equal(await worst.innerText(), 'friday');
    await worst.getByRole('button').click();
    await timeline.page.getByRole('textbox').fill('0/3000000');
    await timeline.page.keyboard.press('Enter');
    await timeline.said('ask');
    const { state } = await timeline.kept();
    const again = await open({ state });
    await again.show(aState(richPicture()));
    await again.page.getByRole('region', { name: 'Details' }).getByText('Backup friday').waitFor();
    await again.said('ask');
    const first = again.page
      .getByRole('table', { name: /^Backups/ })
      .getByRole('rowheader')
      .first();
    assert.equal(await first.innerText(), 'friday');
    assert.deepEqual((await again.kept()).state, state);
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
