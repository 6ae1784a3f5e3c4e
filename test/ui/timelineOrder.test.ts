import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../run/lib/chromium';
import { aPicture, aSetBar, aState, richPicture } from '../support/samplePictures';
import type { PageOptions } from './support/timelinePage';
import { focusName, TimelinePage } from './support/timelinePage';

describe('the timeline’s page where things come in any order', () => {
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

  it('shows what is wanted from outside, however early: before a picture, and while one is on its way', async () => {
    const wanted = { type: 'show', item: { kind: 'set', id: 'friday' } };
    const early = await open();
    await early.controls();
    await early.tell(wanted);
    await early.page.evaluate(() => new Promise(requestAnimationFrame));
    await early.show(aState(richPicture()));
    await early.page.getByRole('region', { name: 'Details' }).getByText('Backup friday').waitFor();
    const amid = await open();
    await amid.page.evaluate(
      ([state, show]) => {
        window.postMessage(state, '*');
        window.postMessage(show, '*');
      },
      [aState(richPicture()), wanted],
    );
    await amid.page.getByRole('region', { name: 'Details' }).getByText('Backup friday').waitFor();
  });

  it('loses no picture and no question where another thing comes between', async () => {
    const first = await open();
    await first.show(aState(aPicture({ sets: [aSetBar('weekly', 2, 5)] })));
    await first.controls();
    await first.page.evaluate((state) => {
      window.addEventListener('message', () =>
        document.querySelector<HTMLElement>('vscode-checkbox')?.click(),
      );
      window.postMessage(state, '*');
    }, aState(richPicture()));
    await first.page.getByRole('table').getByText('friday').first().waitFor();
    const { state } = await first.kept();
    const again = await open({ state: { ...(state as object), asked: '0/3000000' } });
    await again.page.evaluate((data) => {
      window.postMessage(data, '*');
      requestAnimationFrame(() => {
        window.postMessage(data, '*');
      });
    }, aState(richPicture()));
    await again.said('ask');
  });

  it('keeps the focus on a bar that leaves the picture and comes back', async () => {
    const timeline = await open();
    const { page } = timeline;
    await timeline.show(aState(richPicture()));
    const friday = page.getByRole('button', { name: /^Backup friday/ });
    await friday.focus();
    await page.evaluate(() => {
      Object.assign(globalThis, { before: document.activeElement });
    });
    const box = await page.getByRole('application').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 250, box.y + 160);
    await page.mouse.wheel(0, -1200);
    await timeline.span((width) => width < 20);
    await page.getByRole('button', { name: /^Backup nightly/ }).waitFor({ state: 'detached' });
    await page.mouse.wheel(0, 2400);
    await page.getByRole('button', { name: /^Backup nightly/ }).waitFor();
    const same = await page.evaluate(
      () => (globalThis as unknown as { before: Element }).before === document.activeElement,
    );
    assert.ok(same);
    assert.equal(await friday.count(), 1);
    assert.match(await focusName(timeline), /^Backup friday/);
  });
});
