import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { timelinePage } from '../../../src/vscode/timeline/html';
import { projectRoot } from '../../support/paths';

const ORIGIN = 'http://timeline.test';
const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

/** Some of the variables that VS Code gives to a webview. */
const DARK: Readonly<Record<string, string>> = {
  '--vscode-editor-background': '#1f1f1f',
  '--vscode-editor-foreground': '#cccccc',
  '--vscode-foreground': '#cccccc',
  '--vscode-descriptionForeground': '#9d9d9d',
  '--vscode-focusBorder': '#0078d4',
  '--vscode-widget-border': '#313131',
  '--vscode-font-family': 'sans-serif',
  '--vscode-font-size': '13px',
  '--vscode-button-secondaryForeground': '#cccccc',
  '--vscode-button-secondaryBackground': '#313131',
  '--vscode-pgBackupInspector-walPresent': '#59a4f9',
  '--vscode-pgBackupInspector-walBranch': '#59a4f9',
  '--vscode-pgBackupInspector-walPartial': '#d9bb4a',
  '--vscode-pgBackupInspector-walRecycled': '#ec9a3c',
  '--vscode-pgBackupInspector-walDamaged': '#f14c4c',
  '--vscode-pgBackupInspector-walMissing': '#f14c4c',
  '--vscode-pgBackupInspector-recoverable': '#89d185',
  '--vscode-pgBackupInspector-restorePoint': '#b180d7',
};

/** What stands in for the extension: keeps what the page says, and what breaks the page's policy. */
function standIn(variables: Readonly<Record<string, string>>): void {
  const kept = { posted: [] as unknown[], violations: [] as string[], state: undefined as unknown };
  Object.assign(globalThis, {
    kept,
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => kept.posted.push(message),
      getState: () => kept.state,
      setState: (state: unknown) => {
        kept.state = state;
      },
    }),
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    kept.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(variables))
      document.documentElement.style.setProperty(name, value);
  });
}

export interface Kept {
  readonly posted: readonly { readonly type: string }[];
  readonly violations: readonly string[];
  readonly state: unknown;
}

/** The page of the timeline in a browser of its own, as it is built, with its policy; no VS Code around it. */
export class TimelinePage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, width = 1100, height = 800): Promise<TimelinePage> {
    const page = await browser.newPage({ viewport: { width, height } });
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
      const body = name === '' ? html : await readFile(join(projectRoot(), 'dist', 'webview', name));
      const contentType = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/html';
      await route.fulfill({ body, contentType });
    });
    await page.addInitScript(standIn, DARK);
    await page.goto(`${ORIGIN}/`);
    return new TimelinePage(page);
  }

  /** What the extension says. */
  async tell(message: unknown): Promise<void> {
    await this.page.evaluate((data) => {
      window.postMessage(data, '*');
    }, message);
  }

  /** Tells it and waits for the frame that shows it; gives the milliseconds between. */
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

  async kept(): Promise<Kept> {
    return this.page.evaluate(() => (globalThis as unknown as { kept: Kept }).kept);
  }

  /** Waits until the kit of the controls is there. */
  async controls(): Promise<void> {
    await this.page.waitForFunction(() => customElements.get('vscode-dropdown') !== undefined);
  }

  /** Colours on the canvas, most used first. */
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
