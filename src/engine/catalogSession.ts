import type { ScanOptions } from '../core/catalog/scan';
import type { Catalog } from '../core/model/catalog';
import type { KnownTar } from '../core/tars/tarIndex';
import type { TaskRunner } from '../worker/taskRunner';
import { VerificationResults } from './verify/verificationResults';

/** Options of a scan. */
export type CatalogOptions = Omit<ScanOptions, 'signal'>;

const EMPTY: Catalog = { sets: [], archives: [], findings: [] };

/** The catalog of some directories across scans, with the results of verifications. */
export class CatalogSession {
  readonly results = new VerificationResults();
  readonly #tasks: TaskRunner;
  readonly #wholeTars = new Set<string>();
  /** What was read of compressed tars: threads forget it when they end. */
  #knownTars: readonly KnownTar[] = [];
  #unproven = EMPTY;
  #catalog = EMPTY;

  constructor(tasks: TaskRunner) {
    this.#tasks = tasks;
  }

  /** As the last scan left it: where a verification starts. */
  get unproven(): Catalog {
    return this.#unproven;
  }

  /** With all results, and with what damage of a set means for those that build on it. */
  get catalog(): Catalog {
    return this.#catalog;
  }

  /** From now on scans read these compressed tars to their end. */
  wantWholeTars(paths: readonly string[]): void {
    for (const path of paths) this.#wholeTars.add(path);
  }

  /** Scans. The catalog of the session changes once the result is accepted. */
  async scan(options: CatalogOptions, signal: AbortSignal): Promise<Catalog> {
    const wholeTars = options.wholeTars ?? [...this.#wholeTars];
    const known = this.#knownTars;
    const input = {
      ...options,
      ...(wholeTars.length === 0 ? {} : { wholeTars }),
      ...(known.length === 0 ? {} : { knownTars: known }),
    };
    const catalog = await this.#tasks.run('scan', input, { signal });
    if (wholeTars.length > 0 && !signal.aborted) await this.#rememberTars();
    await this.results.recheckFiles(
      (watched) => this.#tasks.run('fingerprint-files', watched, { signal }),
      signal,
    );
    return catalog;
  }

  /** Makes the result of a scan the current catalog. Results that no longer hold are forgotten. */
  accept(catalog: Catalog): void {
    this.#unproven = catalog;
    this.results.forgetStale(catalog);
    this.applyResults();
  }

  /** Updates the catalog with results that were added. */
  applyResults(): void {
    this.#catalog = this.results.applyTo(this.#unproven);
  }

  /**
   * The thread that was freed last is asked next, so it is mostly the one that scanned; another has nothing to return.
   */
  async #rememberTars(): Promise<void> {
    const known = await this.#tasks.run('known-tars', {});
    if (known.length > 0) this.#knownTars = known;
  }
}
