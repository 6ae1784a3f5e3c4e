/** How much of the WAL was read. Each level includes the ones before it. */
export type EvidenceLevel = 'names' | 'headers' | 'records';

export interface Evidence {
  readonly wal: EvidenceLevel;
  /** `checked`: compared with a manifest or a tool's own list; `sizes-only`: that list has no checksum for any file. */
  readonly files: 'not-checked' | 'checked' | 'sizes-only' | 'no-manifest';
  /**
   * How far the data directory was looked at. `names`: its directories were listed; `structure`: state files, tablespaces
   * and relation files were looked at, too. Absent: not yet, or its files were not seen.
   */
  readonly data?: 'not-checked' | 'names' | 'structure';
}
