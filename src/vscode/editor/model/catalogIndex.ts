import { parentPath } from '../../../core/ground/paths';
import type { Catalog } from '../../../core/model/catalog';
import type { BackupSet } from '../../../core/model/backupSet';
import type { WalArchive } from '../../../core/model/walArchive';
import type { TextFacts } from './facts';
import type { DocumentKind } from './tokens';

/** Finds what the catalog knows about a file. Built once for each catalog, so that a look-up costs nothing. */
class CatalogIndex {
  readonly #setsByFile = new Map<string, BackupSet>();
  readonly #setsById = new Map<string, BackupSet>();
  readonly #archives = new Map<string, WalArchive>();
  readonly #sets: readonly BackupSet[];

  constructor(catalog: Catalog) {
    this.#sets = catalog.sets;
    for (const set of catalog.sets) {
      this.#setsById.set(set.id, set);
      const { label, labelOld, history, tablespaceMap } = set.files;
      for (const file of [label, labelOld, history, tablespaceMap]) {
        if (file !== undefined) this.#setsByFile.set(pathKey(file), set);
      }
    }
    for (const archive of catalog.archives) this.#archives.set(pathKey(archive.path), archive);
  }

  setById(id: string): BackupSet | undefined {
    return this.#setsById.get(id);
  }

  archive(path: string): WalArchive | undefined {
    return this.#archives.get(pathKey(path));
  }

  /** Whether the catalog has read this text file: its findings then say what is wrong in it. */
  hasRead(path: string, kind: DocumentKind): boolean {
    if (kind === 'timeline-history') return this.#archives.has(pathKey(parentPath(path)));
    return this.#setsByFile.has(pathKey(path));
  }

  /**
   * The set that a file belongs to: named by the set, or a copy of its history file in one of the set's archives
   * (same start location and stop location).
   */
  setOfFile(path: string, facts: TextFacts): BackupSet | undefined {
    const named = this.#setsByFile.get(pathKey(path));
    if (named !== undefined || facts.kind !== 'backup-history') return named;
    const folder = pathKey(parentPath(path));
    return this.#sets.find(
      (set) =>
        set.start?.lsn === facts.start?.lsn &&
        set.stop?.lsn === facts.stop?.lsn &&
        set.archives.some((archive) => pathKey(archive) === folder),
    );
  }
}

/** Windows has two spellings of a drive letter: both give one key. */
export function pathKey(path: string): string {
  return /^[A-Z]:/.test(path) ? path.slice(0, 1).toLowerCase() + path.slice(1) : path;
}

const indexes = new WeakMap<Catalog, CatalogIndex>();

export function catalogIndexOf(catalog: Catalog): CatalogIndex {
  let index = indexes.get(catalog);
  if (index === undefined) {
    index = new CatalogIndex(catalog);
    indexes.set(catalog, index);
  }
  return index;
}
