import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import { type CatalogOptions, CatalogSession } from '../../engine/catalogSession';
import type { VerificationResults } from '../../engine/verify/verificationResults';
import type { FileStart } from '../../protocol/worker';
import type { WorkerPool } from '../../worker/pool';
import type { CatalogSource } from './catalogSource';
import { knowsPath } from './catalogPaths';
import { Disposable } from './disposable';
import { errorText } from './log';
import { ScanLoop } from './scanLoop';
import { affectsScan, archiveDirectories, localFolders, scanOptions } from './settings';
import { FileWatcher } from './watcher';

/** The pause after a scan is this many times its duration, so that following changes does not occupy the machine. */
const REST_FACTOR = 2;

/** Scans the workspace on the first request, and keeps the result up to date from then on. */
export class CatalogService extends Disposable implements CatalogSource {
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly #scanning = this._register(new vscode.EventEmitter<Promise<void>>());
  /** The catalog was replaced. */
  readonly onDidChange = this.#changed.event;
  /** A scan began; the promise resolves with it. */
  readonly onDidStartScan = this.#scanning.event;
  readonly #log: vscode.LogOutputChannel;
  readonly #pool: WorkerPool;
  readonly #listenersReady: () => Promise<unknown>;
  readonly #session: CatalogSession;
  readonly #loop: ScanLoop<Catalog>;
  readonly #watcher = this._register(new FileWatcher((path) => knowsPath(this.catalog, path)));
  #scanned = false;
  #wanted = false;
  #restUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param listenersReady resolves when everything that shows a catalog listens; the first catalog is published
   * after that, so that no listener misses it
   */
  constructor(log: vscode.LogOutputChannel, pool: WorkerPool, listenersReady: () => Promise<unknown>) {
    super();
    this.#log = log;
    this.#pool = pool;
    this.#session = new CatalogSession(pool);
    this.#listenersReady = listenersReady;
    this.#loop = new ScanLoop({
      run: (signal) => this.#scan(signal),
      publish: (catalog) => {
        this.#session.accept(catalog);
        this.#publish();
      },
      failed: (error) => {
        this.#fail(error);
      },
    });
    this._register(
      this.#watcher.onDidChange(() => {
        this.#soon();
      }),
    );
    this._register(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#inputsChanged();
      }),
    );
    this._register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affectsScan(event)) this.#inputsChanged();
      }),
    );
    this._register(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#inputsChanged();
      }),
    );
  }

  get catalog(): Catalog {
    return this.#session.catalog;
  }

  /** The catalog without the results of verifications, from which a verification starts. */
  get unproven(): Catalog {
    return this.#session.unproven;
  }

  get results(): VerificationResults {
    return this.#session.results;
  }

  /** The options of a scan of the workspace. */
  get options(): CatalogOptions {
    return scanOptions();
  }

  get scanned(): boolean {
    return this.#scanned;
  }

  /** Starts the first scan. Later calls cost nothing. */
  need(): void {
    if (this.#wanted || this.isDisposed) return;
    this.#wanted = true;
    this.#watcher.watch(localFolders(), archiveDirectories());
    void this.#request();
  }

  /** The catalog as soon as no scan is running. */
  async whenReady(): Promise<Catalog> {
    this.need();
    await this.#loop.idle;
    return this.catalog;
  }

  /** Scans again in any case; resolves with the result. */
  async refresh(): Promise<void> {
    if (this.#wanted) await this.#request();
    else await this.whenReady();
  }

  /** Scans again, and reads these compressed tars to their end from now on. */
  async readWholeTars(paths: readonly string[]): Promise<void> {
    this.#session.wantWholeTars(paths);
    await this.refresh();
  }

  readStart(path: string, length: number): Promise<FileStart> {
    return this.#pool.run('read-start', { path, length });
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    this.#loop.stop();
    super.dispose();
  }

  #inputsChanged(): void {
    if (!this.#wanted) return;
    this.#watcher.watch(localFolders(), archiveDirectories());
    void this.#request();
  }

  /** Scans as soon as the pause after the last scan is over. */
  #soon(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#restUntil - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#request();
    }, wait);
  }

  #request(): Promise<void> {
    const began = !this.#loop.running;
    const done = this.#loop.request();
    if (began) this.#scanning.fire(done);
    return done;
  }

  /** A thread reads; the extension host only gets the result. */
  async #scan(signal: AbortSignal): Promise<Catalog> {
    const began = performance.now();
    const options = scanOptions();
    this.#log.debug(`Scanning ${[...options.roots, ...options.archiveDirectories].join(', ')}`);
    const [catalog] = await Promise.all([this.#session.scan(options, signal), this.#listenersReady()]);
    const took = performance.now() - began;
    this.#restUntil = performance.now() + took * REST_FACTOR;
    const found = `${String(catalog.sets.length)} sets, ${String(catalog.archives.length)} archives`;
    this.#log.info(
      `${signal.aborted ? 'Scan overtaken by changes' : `Found ${found}`} in ${took.toFixed(0)} ms`,
    );
    return catalog;
  }

  /** Shows what a verification has proven so far. */
  showResults(): void {
    this.#session.applyResults();
    this.#publish();
  }

  #publish(): void {
    this.#scanned = true;
    if (!this.isDisposed) this.#changed.fire();
  }

  /** A scan never throws by contract. If it does, the old catalog stays and the log says why. */
  #fail(error: unknown): void {
    this.#log.error(error instanceof Error ? error : errorText(error));
    this.#publish();
  }
}
