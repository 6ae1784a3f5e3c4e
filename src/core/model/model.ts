import type { WrittenTime } from '../formats/writtenTime';
import type { Finding } from '../ground/finding';
import type { Lsn } from '../ground/lsn';
import type { WalGeometry } from '../wal/geometry';
import type { SegmentRange } from '../wal/segmentName';
import type { ControlFile } from '../formats/controlFile';
import type { Keep } from '../formats/tools/toolBackup';
import type { TimelineHistory } from '../wal/timelines';

export type SetLayout =
  | 'data-directory'
  | 'label-file'
  | 'backup-history-file'
  | 'basebackup-tar'
  | 'standalone-tar'
  | 'barman'
  | 'pgbackrest'
  | 'wal-g'
  | 'pgmoneta'
  | 'pg_probackup';

export type ArchiveLayout = SetLayout | 'wal-directory' | 'pg-wal';

/**
 * What can be said of a set, never more than was read: `restorable` is proven by records, `complete` means that nothing
 * is missing or wrong at the level reached.
 */
export type Verdict = 'restorable' | 'complete' | 'incomplete' | 'damaged' | 'undetermined';

/** How far the WAL was read. Each level includes the ones before it. */
export type EvidenceLevel = 'names' | 'headers' | 'records';

export interface Evidence {
  readonly wal: EvidenceLevel;
  /**
   * `checked`: compared with what a manifest, or a tool's own list, says of them; `sizes-only`: that has no checksum that could be
   * compared, of any file.
   */
  readonly files: 'not-checked' | 'checked' | 'sizes-only' | 'no-manifest';
}

export interface StartPosition {
  readonly lsn: Lsn;
  readonly timeline: number;
  readonly time: WrittenTime | undefined;
}

export type StopSource =
  'backup-history-file' | 'manifest' | 'backup-end-record' | 'minimum-recovery-point' | 'tool-metadata';

export interface StopPosition extends StartPosition {
  readonly source: StopSource;
}

/** The files that speak of one backup. Absent ones were not found. */
export interface SetFiles {
  readonly dataDirectory?: string;
  readonly label?: string;
  readonly labelOld?: string;
  readonly history?: string;
  readonly manifest?: string;
  readonly tablespaceMap?: string;
  readonly control?: string;
  /** The file in which the backup tool says what it knows of this backup. */
  readonly toolMetadata?: string;
  /** The tool's own list of the files that it stored. */
  readonly fileList?: string;
}

export type SegmentState = 'present' | 'missing' | 'wrong';

/** Neighbouring required segments that share state, place and form. Long backups have few of them. */
export interface SegmentRun extends SegmentRange {
  readonly state: SegmentState;
  /** Directory that holds them, as `WalArchive.path`; absent when missing. */
  readonly archive?: string;
  /** Suffix behind the segment name, '' or e.g. '.gz'. */
  readonly suffix: string;
  /** Finding code when wrong. */
  readonly code?: Finding['code'];
  /** How far these were read. */
  readonly level: EvidenceLevel;
}

/** The WAL that a set needs, in the order in which recovery reads it. */
export interface RequiredWal {
  readonly ranges: readonly SegmentRange[];
  readonly runs: readonly SegmentRun[];
  /** Segments in `ranges`. */
  readonly count: number;
  /** `count` times the segment size. */
  readonly bytes: number;
  /** True where the stop location is unknown: the range then ends with what is there. */
  readonly openEnd: boolean;
}

export interface BackupSet {
  /** Path of the folder or file that stands for it: stable from scan to scan. */
  readonly id: string;
  readonly path: string;
  readonly layout: SetLayout;
  readonly files: SetFiles;
  /** The tars that hold the files of the data directory, and where their members belong; absent where none does. */
  readonly tars?: readonly TarPart[];
  /** Text of the LABEL line: user text, escape it before it is shown. */
  readonly label: string | undefined;
  readonly kind: 'full' | 'incremental';
  readonly parentId: string | undefined;
  readonly method: string | undefined;
  /** The backup tool's own word of its state, where it has one. */
  readonly status?: string;
  /** What the backup tool's retention does not touch. */
  readonly keep?: Keep;
  readonly takenFrom: 'primary' | 'standby' | undefined;
  /** `server_version_num` of the major version: 90200, 150000. */
  readonly serverVersion: number | undefined;
  readonly systemIdentifier: bigint | undefined;
  /** Absent where neither the files nor the settings tell the segment size. */
  readonly geometry: WalGeometry | undefined;
  readonly checkpointLsn: Lsn | undefined;
  /** Its pg_control, where that could be read. */
  readonly control: ControlFile | undefined;
  readonly start: StartPosition | undefined;
  readonly stop: StopPosition | undefined;
  /** A later timeline that recovery has to follow, where the stop's own lacks a segment. */
  readonly recoveryTimeline?: number;
  /** Absent where start or geometry is unknown. */
  readonly required: RequiredWal | undefined;
  readonly missing: readonly SegmentRange[];
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  /** Met by reading its records between start and end: recovery from it cannot stop at these. */
  readonly restorePoints?: readonly NamedRestorePoint[];
  readonly findings: readonly Finding[];
  /** Paths of the archives in which its WAL was sought, in the order of the search. */
  readonly archives: readonly string[];
  /** Changes when one of its files does; absent where not all of them were looked at. */
  readonly fingerprint?: string | undefined;
}

/** Segments of one directory that follow each other and share their suffix. */
export interface InventoryRun extends SegmentRange {
  readonly suffix: string;
}

export interface TimelineInArchive {
  readonly timeline: number;
  readonly parent: number | undefined;
  readonly switchLsn: Lsn | undefined;
  /** Whole segments, whatever their form, without overlap, ascending. */
  readonly ranges: readonly SegmentRange[];
  readonly gaps: readonly SegmentRange[];
}

export interface RecoveryWindow {
  readonly timeline: number;
  readonly fromLsn: Lsn;
  readonly fromTime: string | undefined;
  readonly toLsn: Lsn;
  readonly toTime: string | undefined;
  readonly setId: string;
  /** Where the last whole record begins: recovery cannot stop at a location behind it, only end. */
  readonly lastRecord?: Lsn;
}

/** A place to which recovery can be told to go by name (`recovery_target_name`). */
export interface NamedRestorePoint {
  readonly name: string;
  readonly time: string;
  readonly lsn: Lsn;
  readonly timeline: number;
}

/** A directory that holds WAL. */
export interface WalArchive {
  readonly path: string;
  readonly layout: ArchiveLayout;
  readonly systemIdentifier: bigint | undefined;
  readonly serverVersion: number | undefined;
  readonly geometry: WalGeometry | undefined;
  readonly segmentCount: number;
  /** Sum of the sizes of the segment files. */
  readonly bytes: number;
  readonly timelines: readonly TimelineInArchive[];
  /** All forms: a segment that is there plain and compressed is in two runs. */
  readonly runs: readonly InventoryRun[];
  /** `.partial` segments, which recovery never reads. */
  readonly partials: readonly InventoryRun[];
  /** Histories that could be read, by timeline. */
  readonly histories: ReadonlyMap<number, TimelineHistory>;
  readonly windows: readonly RecoveryWindow[];
  /** Found by reading records; absent before that. */
  readonly restorePoints?: readonly NamedRestorePoint[];
  readonly findings: readonly Finding[];
  /** Changes when one of its segments does. */
  readonly fingerprint?: string;
}

/** Everything below the scanned folders. */
export interface Catalog {
  readonly sets: readonly BackupSet[];
  readonly archives: readonly WalArchive[];
  /** Findings that belong to neither a set nor an archive. */
  readonly findings: readonly Finding[];
}

/** A tar and where its members belong in the data directory: '' for base.tar, `pg_tblspc/OID` for a tablespace's. */
export interface TarPart {
  readonly path: string;
  readonly prefix: string;
}
