/** How much of the WAL was read. Each level includes the ones before it. */
export type EvidenceLevel = 'names' | 'headers' | 'records';

/**
 * What was looked at in the data directory. `names`: the directories and files that every server needs are there;
 * `structure`: also its state files, tablespaces, and a file for each relation.
 */
export type DataEvidence = 'not-checked' | 'names' | 'structure';

export interface Evidence {
  readonly wal: EvidenceLevel;
  readonly data: DataEvidence;
  /** `checked`: compared with a manifest or a tool's own list; `sizes-only`: that list has no checksum for any file. */
  readonly files: 'not-checked' | 'checked' | 'sizes-only' | 'no-manifest';
}
