/** Files that `pg_verifybackup` never compares: they change after the backup, or are checked in another way. */
const ALWAYS_IGNORED = [
  'backup_manifest',
  'pg_wal',
  'postgresql.auto.conf',
  'recovery.signal',
  'standby.signal',
];

/** Paths, relative to the data directory, that are ignored together with everything below them. */
export class IgnoreList {
  readonly #paths: Set<string>;

  constructor(more: readonly string[] = []) {
    const named = more.map((path) => path.replace(/\/+$/, '')).filter((path) => path !== '');
    this.#paths = new Set([...ALWAYS_IGNORED, ...named]);
  }

  /** Ignores one more path from now on; '' is everything. */
  add(path: string): void {
    this.#paths.add(path);
  }

  covers(path: string): boolean {
    if (this.#paths.has(path) || this.#paths.has('')) return true;
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      if (this.#paths.has(path.slice(0, slash))) return true;
    }
    return false;
  }
}
