import { join } from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../run/lib/chromium';
import { makeTemporaryFolder, openProject, removeFolder } from '../../run/lib/project';
import { pageAddress, startServer } from '../../run/lib/server';
import type { Server } from '../../run/lib/server';
import { ensureServer, recentServer } from '../../run/lib/serverInstall';
import { installVsix } from './installVsix';
import { PATIENCE_MS } from '../../support/patience';

/** VS Code's own color themes, one of each kind: its name in the list of themes, and the class of a window under it. */
export const themes = {
  dark: { label: 'Dark Modern', windowClass: 'vs-dark' },
  light: { label: 'Light Modern', windowClass: 'vs' },
  hc: { label: 'Dark High Contrast', windowClass: 'hc-black' },
  hclight: { label: 'Light High Contrast', windowClass: 'hc-light' },
} as const;

export type ThemeName = keyof typeof themes;

export interface WorkbenchOptions {
  /** The project's directory. */
  readonly root: string;
  /** Directory or `.code-workspace` file to open. It is opened as it is: pass a copy if a test writes. */
  readonly workspace: string;
  readonly theme?: ThemeName;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
  /** Pixels of a picture for each pixel of the window. */
  readonly scale?: number;
  /** Ask for trust in the open folder, as a user's VS Code does. */
  readonly askForTrust?: boolean;
  /** A VSIX to install; without one the sources run in development mode. */
  readonly vsix?: string;
}

/** A VS Code window in a browser, with the extension. Always `close` it. */
export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #dataFolder: string;
  readonly #options: WorkbenchOptions;

  private constructor(
    page: Page,
    browser: Browser,
    server: Server,
    dataFolder: string,
    options: WorkbenchOptions,
  ) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
    this.#dataFolder = dataFolder;
    this.#options = options;
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const installation = await ensureServer(openProject(options.root), recentServer);
    const dataFolder = await makeTemporaryFolder();
    if (options.vsix !== undefined) await installVsix(installation, dataFolder, options.vsix);
    const server = await startServer(installation, {
      dataFolder,
      settings: { 'workbench.colorTheme': themes.dark.label, ...options.settings },
      askForTrust: options.askForTrust ?? false,
    });
    const browser = await launchChromium();
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      deviceScaleFactor: options.scale ?? 1,
      reducedMotion: 'reduce',
    });
    page.setDefaultTimeout(PATIENCE_MS);
    const workbench = new Workbench(page, browser, server, dataFolder, options);
    try {
      await workbench.load();
      if (options.theme !== undefined) await workbench.setTheme(options.theme);
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  /** Loads or reloads the window. */
  async load(): Promise<void> {
    const { workspace, root, vsix } = this.#options;
    const development = vsix === undefined ? { extension: root } : {};
    await this.page.goto(pageAddress({ port: this.#server.port, workspace, ...development }));
    await this.page
      .getByRole('tablist', { name: 'Active View Switcher' })
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    // The window is drawn before its theme has been loaded, and redrawn after it.
    await this.page.locator('.monaco-workbench[class*="-themes-"]').waitFor({ timeout: PATIENCE_MS });
  }

  /**
   * Changes the color theme, as a user does. Not by a setting from the start: a window that is loading takes no high
   * contrast theme from there.
   */
  async setTheme(name: ThemeName): Promise<void> {
    const { label, windowClass } = themes[name];
    await this.runCommand('Preferences: Color Theme');
    await this.page.getByPlaceholder('Select Color Theme').fill(label);
    const choice = this.page.getByRole('option', { name: label }).first();
    await choice.click();
    await choice.waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${windowClass}[class*="-themes-"]`).waitFor();
  }

  /** Runs a command by its title, through the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(`>${title}`);
    const first = this.page.getByRole('option').filter({ hasText: title }).first();
    await first.waitFor();
    await first.click();
  }

  /** Opens a file of the workspace by its path or the end of it. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(path);
    const name = path.split('/').at(-1) ?? path;
    await this.page.getByRole('option', { name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('tab', { name }).first().waitFor();
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Shows the hover at a position of the active editor; line and column count from 1. */
  async hover(line: number, column: number): Promise<Locator> {
    await this.goTo(line, column);
    await this.runCommand('Show or Focus Hover');
    const hover = this.page.locator('.monaco-resizable-hover, .monaco-editor .monaco-hover').first();
    await hover.waitFor();
    return hover;
  }

  /** Puts the cursor into the active editor. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Shows a view container by the name under its icon. */
  async showContainer(title: string): Promise<void> {
    const tab = this.page.getByRole('tab', { name: title }).first();
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    // Away from the icon, or its tooltip covers its neighbors.
    await this.page.mouse.move(0, 0);
  }

  /** Drags the side bar's edge to a width in pixels. */
  async resizeSideBar(width: number): Promise<void> {
    const bar = await this.page.locator('.part.sidebar').boundingBox();
    if (bar === null) throw new Error('There is no side bar');
    const edge = bar.x + bar.width;
    await this.page.mouse.move(edge, bar.y + 100);
    await this.page.mouse.down();
    await this.page.mouse.move(bar.x + width, bar.y + 100, { steps: 5 });
    await this.page.mouse.up();
    await this.page.mouse.move(0, 0);
  }

  /** The content of a webview, which is two frames deep. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  /** Saves a picture for people to look at, in the cache's `screenshots` directory. */
  async screenshot(name: string): Promise<string> {
    const path = join(openProject(this.#options.root).cache, 'screenshots', `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    await removeFolder(this.#dataFolder);
  }
}
