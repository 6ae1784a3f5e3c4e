import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { timelinePage } from '../../../src/vscode/timeline/html';
import { projectRoot } from '../../support/paths';
import themeVariables from '../../support/themeVariables.json';
import { PATIENCE_MS } from '../../support/patience';

const ORIGIN = 'http://timeline.test';
const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

/** The variables of VS Code 1.10x for a webview under its own themes, as far as the page uses them. */
export type ThemeName = keyof typeof themeVariables;
export const THEMES = Object.keys(themeVariables) as ThemeName[];

interface Start {
  readonly variables: Readonly<Record<string, string>>;
  readonly bodyClass: string;
  /** The state from before a reload. */
  readonly state: unknown;
}

/** A stand-in for the extension: records the page's messages, and violations of the page's policy. */
function standIn({ variables, bodyClass, state }: Start): void {
  const kept = { posted: [] as unknown[], violations: [] as string[], state };
  Object.assign(globalThis, {
    kept,
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => kept.posted.push(message),
      getState: () => kept.state,
      setState: (next: unknown) => {
        kept.state = next;
      },
    }),
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    kept.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(variables))
      document.documentElement.style.setProperty(name, value);
    document.body.className = bodyClass;
    document.body.dataset['vscodeThemeKind'] = bodyClass;
  });
}

export interface Kept {
  readonly posted: readonly { readonly type: string }[];
  readonly violations: readonly string[];
  readonly state: unknown;
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  readonly state?: unknown;
  readonly touch?: boolean;
  /** The directory with the built page. */
  readonly bundles?: string;
}

/** The built page of the timeline in a separate browser, with its policy, without VS Code. */
export class TimelinePage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, options: PageOptions = {}): Promise<TimelinePage> {
    const { width = 1100, height = 800, theme = 'dark', state, touch = false } = options;
    const bundles = options.bundles ?? join(projectRoot(), 'dist', 'webview');
    const page = await browser.newPage({ viewport: { width, height }, hasTouch: touch });
    page.setDefaultTimeout(PATIENCE_MS);
    const html = timelinePage(
      {
        cspSource: ORIGIN,
        script: `${ORIGIN}/timeline.js`,
        style: `${ORIGIN}/timeline.css`,
        kit: `${ORIGIN}/ui.js`,
      },
      'abc123',
      'WAL Timeline',
    );
    await page.route(`${ORIGIN}/**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      const body = name === '' ? html : await readFile(join(bundles, name));
      const contentType = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/html';
      await route.fulfill({ body, contentType });
    });
    const { class: bodyClass, variables } = themeVariables[theme];
    await page.addInitScript(standIn, { variables, bodyClass, state });
    await page.goto(`${ORIGIN}/`);
    return new TimelinePage(page);
  }

  /** Sends a message of the extension. */
  async tell(message: unknown): Promise<void> {
    await this.page.evaluate((data) => {
      window.postMessage(data, '*');
    }, message);
  }

  /** Sends it and waits for the frame that shows it; returns the milliseconds between. */
  async show(message: unknown): Promise<number> {
    return this.page.evaluate(async (data) => {
      const began = performance.now();
      performance.clearMeasures('timeline-frame');
      const drawn = new Promise<number>((resolve) => {
        new PerformanceObserver((_, observer) => {
          observer.disconnect();
          requestAnimationFrame(() => {
            resolve(performance.now() - began);
          });
        }).observe({ type: 'measure', buffered: false });
      });
      window.postMessage(data, '*');
      return drawn;
    }, message);
  }

  /** Waits until the page has sent a message of a type. */
  async said(type: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => (globalThis as unknown as { kept: Kept }).kept.posted.some((sent) => sent.type === wanted),
      type,
    );
  }

  /** Waits until the visible part of the axis has a matching width; returns it. */
  async span(fits: (width: number) => boolean): Promise<{ from: number; to: number }> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { view } = ((await this.kept()).state ?? {}) as { view?: { from: number; to: number } | null };
      if (view !== undefined && view !== null && fits(view.to - view.from)) return view;
      if (Date.now() > deadline) throw new Error(`The view is ${JSON.stringify(view)}`);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  async kept(): Promise<Kept> {
    return this.page.evaluate(() => (globalThis as unknown as { kept: Kept }).kept);
  }

  /** Waits until the component kit is loaded. */
  async controls(): Promise<void> {
    await this.page.waitForFunction(() => customElements.get('vscode-dropdown') !== undefined);
  }

  /** Colors on the canvas, most used first. */
  async colors(): Promise<string[]> {
    return this.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.surface canvas');
      const context = canvas?.getContext('2d');
      if (canvas === null || context === null || context === undefined) return [];
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map<string, number>();
      for (let at = 0; at < data.length; at += 4) {
        const color = data.slice(at, at + 4).join(',');
        counts.set(color, (counts.get(color) ?? 0) + 1);
      }
      return [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color);
    });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** The name of the focused element, as far as the element itself has one. */
export async function focusName({ page }: TimelinePage): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    const host = focused?.getRootNode();
    const outer = host instanceof ShadowRoot ? host.host : focused;
    return (outer?.ariaLabel ?? outer?.textContent ?? '').trim();
  });
}

/** Presses the tab key until the named element has the focus; fails if the focus returns to its start first. */
export async function tabTo(timeline: TimelinePage, name: RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  while (seen.length < 60) {
    await timeline.page.keyboard.press(key);
    const focused = await focusName(timeline);
    if (name.test(focused)) return;
    seen.push(focused);
  }
  throw new Error(`${String(name)} has no focus, but ${seen.join(' | ')}`);
}
