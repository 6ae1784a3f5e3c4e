import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../run/lib/chromium';
import { aState, hugePicture } from '../../support/samplePictures';
import { TimelinePage } from '../support/timelinePage';
import type { Task } from './traceTasks';
import { tasksByPhase, TRACE_CATEGORIES } from './traceTasks';

/** The work of the page's main thread in one phase. Milliseconds of a processor. */
export interface PhaseCost {
  readonly phase: string;
  /** Tasks of more than a millisecond: frames, and their preparation. */
  readonly tasks: number;
  readonly median: number;
  readonly longest: number;
  /** By the clock, including the time of other programs. */
  readonly longestElapsed: number;
}

const STEPS = 40;
const SETTLING_FRAMES = 30;
const NOTEWORTHY_MS = 1;

/**
 * Opens a million segments in 300 ranges with 1,000 sets, and uses the page as people do.
 *
 * @param bundles the directory with the built page
 */
export async function frameCosts(bundles: string): Promise<PhaseCost[]> {
  const browser = await launchChromium();
  try {
    return await measure(browser, bundles);
  } finally {
    await browser.close();
  }
}

async function measure(browser: Browser, bundles: string): Promise<PhaseCost[]> {
  const timeline = await TimelinePage.open(browser, { bundles });
  const { page } = timeline;
  await timeline.controls();
  // The message is prepared in advance: delivering it is not the page's work.
  await page.evaluate((data) => {
    Object.assign(globalThis, { ready: data });
  }, aState(hugePicture()));
  await browser.startTracing(page, { categories: TRACE_CATEGORIES });
  for (const [name, act] of Object.entries(PHASES)) {
    await page.evaluate((phase) => performance.mark(`begin:${phase}`), name);
    await act(timeline);
    await settle(page);
    await page.evaluate((phase) => performance.mark(`end:${phase}`), name);
  }
  const phases = tasksByPhase(await browser.stopTracing());
  return [...phases].map(([phase, tasks]) => costOf(phase, tasks));
}

const PHASES: Readonly<Record<string, (timeline: TimelinePage) => Promise<unknown>>> = {
  opening: ({ page }) =>
    page.evaluate(() => {
      window.postMessage((globalThis as unknown as { ready: unknown }).ready, '*');
    }),
  zooming: ({ page }) => wheel(page, STEPS, 0, -60),
  panning: ({ page }) => wheel(page, STEPS, 80, 0),
  'zooming out': ({ page }) => wheel(page, STEPS, 0, 60),
  selecting: async ({ page }) => {
    for (let step = 0; step < STEPS / 2; step++) {
      await page.mouse.click(200 + step * 40, 105);
      await frame(page);
    }
  },
  'switching the axis': async ({ page }) => {
    for (const name of ['By time', 'By location', 'By time', 'By location']) {
      await page.getByRole('combobox', { name: 'Axis' }).click();
      await page.getByRole('option', { name }).click();
      await frame(page);
    }
  },
  resizing: async ({ page }) => {
    for (let step = 0; step < STEPS / 2; step++) {
      await page.setViewportSize({ width: 1100 - step * 30, height: 800 });
      await frame(page);
    }
  },
};

/** The wheel over the middle of the picture, a step in each frame. */
async function wheel(page: Page, steps: number, x: number, y: number): Promise<void> {
  const box = await page.getByRole('application').boundingBox();
  if (box === null) throw new Error('There is no picture');
  await page.mouse.move(box.x + box.width * 0.6, box.y + Math.min(box.height, 200) / 2);
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(x, y);
    await frame(page);
  }
}

/** Waits until a frame has been drawn. */
async function frame(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            resolve();
          });
        });
      }),
  );
}

/** Long enough for the work that follows the first frame. */
async function settle(page: Page): Promise<void> {
  for (let frames = 0; frames < SETTLING_FRAMES; frames++) await frame(page);
}

function costOf(phase: string, tasks: readonly Task[]): PhaseCost {
  const costs = tasks.map(({ processor }) => processor).filter((cost) => cost >= NOTEWORTHY_MS);
  const sorted = costs.sort((a, b) => a - b);
  return {
    phase,
    tasks: sorted.length,
    median: sorted[sorted.length >> 1] ?? 0,
    longest: sorted.at(-1) ?? 0,
    longestElapsed: Math.max(0, ...tasks.map(({ elapsed }) => elapsed)),
  };
}
