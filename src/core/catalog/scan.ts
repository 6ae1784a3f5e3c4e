import type { Cancel, FileTree } from '../ports';
import type { Catalog } from './model';
import type { WalGeometry } from '../wal/geometry';

export interface ScanOptions {
  /** Folders or files below which sets are listed. */
  readonly roots: readonly string[];
  /** Further folders with WAL and history files; sets in them are not listed. */
  readonly archiveDirectories: readonly string[];
  /** Overrides for what the files do not tell. */
  readonly segmentSize?: WalGeometry['segmentSize'];
  readonly serverVersion?: number;
  /** `names` looks at names and sizes, `headers` also at the first page of every required segment. */
  readonly level: 'names' | 'headers';
  readonly cancel?: Cancel;
}

/** Lists every set and archive below the roots. Never throws: what cannot be read becomes a finding. */
export function scan(_tree: FileTree, _options: ScanOptions): Promise<Catalog> {
  return Promise.resolve({ sets: [], archives: [], findings: [] });
}
