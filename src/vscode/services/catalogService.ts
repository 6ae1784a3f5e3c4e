import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import type { BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import type { KnownTar } from '../../core/tars/tarIndex';
import type { ArchiveReading } from '../../core/proofs/withReading';
import type { FilesVerification } from '../../core/verify/files/filesVerification';
import type { SetVerification } from '../../core/verify/records/setVerification';
import type { FileStart } from '../../protocol/worker';
import type { WorkerPool } from '../../worker/pool';
import type { CatalogSource } from './catalogSource';
import { knowsPath } from './catalogPaths';
import { Disposable } from './disposable';
import { errorText } from './log';
import { Proofs } from './proofs';
import { ScanLoop } from './scanLoop';
import { affectsScan, archiveDirectories, localFolders, scanOptions } from './settings';
import { FileWatcher } from './watcher';

const EMPTY: Catalog = { sets: [], archives: [], findings: [] };
/** Rests between scans last this many times as long as the scan took: following changes must not eat the machine. */
const REST_FACTOR = 2;

/** Scans the workspace when somebody first asks for it, and keeps the result up to date from then on. */
export class CatalogService extends Disposable implements CatalogSource {
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly #scanning = this._register(new vscode.EventEmitter<Promise<void>>());
  /** The catalogue was replaced. */
  readonly onDidChange = this.#changed.event;
  /** A scan began; the promise ends with it. */
  readonly onDidStartScan = this.#scanning.event;
  readonly #log: vscode.LogOutputChannel;
  readonly #pool: WorkerPool;
  readonly #listenersReady: () => Promise<unknown>;
  readonly #wholeTars = new Set<string>();
  /** What was read of packed tars: threads forget it when they end. */
  #knownTars: readonly KnownTar[] = [];
  readonly #proofs = new Proofs();
  readonly #loop: ScanLoop<Catalog>;
  readonly #watcher = this._register(new FileWatcher((path) => knowsPath(this.#catalog, path)));
  #catalog = EMPTY;
  /** As the last scan left it, without what verifications added. */
  #scannedCatalog = EMPTY;
  #scanned = false;
  #wanted = false;
  #restUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param listenersReady ends when everything that shows a catalogue listens: the first one is published after that,
   * so nobody has to ask for what he missed
   */
  constructor(log: vscode.LogOutputChannel, pool: WorkerPool, listenersReady: () => Promise<unknown>) {
    super();
    this.#log = log;
    this.#pool = pool;
    this.#listenersReady = listenersReady;
    this.#loop = new ScanLoop({
      run: (signal) => this.#scan(signal),
      publish: (catalog) => {
        this.#publish(catalog);
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
    return this.#catalog;
  }

  /** The catalogue without what verifications added: what a verification starts from. */
  get unproven(): Catalog {
    return this.#scannedCatalog;
  }

  get scanned(): boolean {
    return this.#scanned;
  }

  /** Somebody looks: starts the first scan. Later calls cost nothing. */
  need(): void {
    if (this.#wanted || this.isDisposed) return;
    this.#wanted = true;
    this.#watcher.watch(localFolders(), archiveDirectories());
    void this.#request();
  }

  /** The catalogue as soon as no scan is running. */
  async whenReady(): Promise<Catalog> {
    this.need();
    await this.#loop.idle;
    return this.#catalog;
  }

  /** Scans anew, whatever is known; ends when the result is there. */
  async refresh(): Promise<void> {
    if (this.#wanted) await this.#request();
    else await this.whenReady();
  }

  /** Scans anew, and reads these packed tars to their end from now on. */
  async readWholeTars(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.#wholeTars.add(path);
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

  /** As soon as the rest after the last scan is over. */
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

  /** Reading happens in a thread of its own: the extension host only gets the result. */
  async #scan(signal: AbortSignal): Promise<Catalog> {
    const began = performance.now();
    const wholeTars = [...this.#wholeTars];
    const options = { ...scanOptions(), wholeTars, knownTars: this.#knownTars };
    this.#log.debug(`Scanning ${[...options.roots, ...options.archiveDirectories].join(', ')}`);
    const [catalog] = await Promise.all([
      this.#pool.run('scan', options, { signal }),
      this.#listenersReady(),
    ]);
    if (wholeTars.length > 0 && !signal.aborted) await this.#rememberTars();
    await this.#proofs.recheckFiles((watched) => this.#pool.run('fingerprint-files', watched, { signal }));
    const took = performance.now() - began;
    this.#restUntil = performance.now() + took * REST_FACTOR;
    const found = `${String(catalog.sets.length)} sets, ${String(catalog.archives.length)} archives`;
    this.#log.info(
      `${signal.aborted ? 'Scan overtaken by changes' : `Found ${found}`} in ${took.toFixed(0)} ms`,
    );
    return catalog;
  }

  /** The thread that was free last is the next to be asked, so mostly it is the one that scanned; another knows none. */
  async #rememberTars(): Promise<void> {
    const known = await this.#pool.run('known-tars', {});
    if (known.length > 0) this.#knownTars = known;
  }

  /** What a verification proved; it holds until one of the set's files changes. */
  proveSet(set: BackupSet, result: SetVerification): void {
    this.#proofs.addSet(set, result);
    this.#publish(this.#scannedCatalog);
  }

  /** The same for the comparison of its files with its manifest. */
  proveFiles(set: BackupSet, fingerprint: string, result: FilesVerification): void {
    this.#proofs.addFiles(set, fingerprint, result);
    this.#publish(this.#scannedCatalog);
  }

  /** The same for an archive. */
  proveArchive(archive: WalArchive, reading: ArchiveReading): void {
    this.#proofs.addArchive(archive, reading);
    this.#publish(this.#scannedCatalog);
  }

  /** Whether what a verification said of the set still holds, so that another one would read the same. */
  isVerified(set: BackupSet): boolean {
    return this.#proofs.holdsFor(set);
  }

  #publish(catalog: Catalog): void {
    this.#scannedCatalog = catalog;
    this.#catalog = this.#proofs.applyTo(catalog);
    this.#scanned = true;
    if (!this.isDisposed) this.#changed.fire();
  }

  /** A scan never throws by contract; if it does, what was known stays and the log says why. */
  #fail(error: unknown): void {
    this.#log.error(error instanceof Error ? error : errorText(error));
    this.#publish(this.#scannedCatalog);
  }
}
