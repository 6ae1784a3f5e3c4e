import type { SetLayout } from './layout';
import type { Retention } from '../formats/tools/toolBackup';
import type { WalGeometry } from '../wal/geometry';
import type { Lsn } from '../ground/lsn';
import type { ControlFile } from '../formats/controlFile';
import type { StartPosition, StopPosition } from './positions';
import type { RequiredWal } from './requiredWal';
import type { SegmentRange } from '../wal/segmentName';
import type { Evidence } from './evidence';
import type { SetParts } from './parts';
import type { Verdict } from './verdict';
import type { NamedRestorePoint } from './recoveryWindow';
import type { Finding } from '../ground/finding';

/** The files of one backup. Absent ones were not found. */
export interface SetFiles {
  readonly dataDirectory?: string;
  readonly label?: string;
  readonly labelOld?: string;
  readonly history?: string;
  readonly manifest?: string;
  readonly tablespaceMap?: string;
  readonly control?: string;
  /** The file with the backup tool's metadata of this backup. */
  readonly toolMetadata?: string;
  /** The tool's own list of the files that it stored. */
  readonly fileList?: string;
}

export interface BackupSet {
  /** Path of the directory or file that represents the set: stable from scan to scan. */
  readonly id: string;
  readonly path: string;
  readonly layout: SetLayout;
  readonly files: SetFiles;
  /** The tars that contain the files of the data directory, and where their members belong; absent if none do. */
  readonly tars?: readonly TarPart[];
  /** Text of the LABEL line: user text, escape it before it is shown. */
  readonly label: string | undefined;
  readonly kind: 'full' | 'incremental';
  readonly parentId: string | undefined;
  readonly method: string | undefined;
  /** The state in the backup tool's own words, if it has one. */
  readonly status?: string;
  /** Why the backup tool's retention keeps it. */
  readonly retained?: Retention;
  readonly takenFrom: 'primary' | 'standby' | undefined;
  /** `server_version_num` of the major version: 90200, 150000. */
  readonly versionNum: number | undefined;
  readonly systemIdentifier: bigint | undefined;
  /** Absent if neither the files nor the settings show the segment size. */
  readonly geometry: WalGeometry | undefined;
  readonly checkpointLsn: Lsn | undefined;
  /** Its pg_control, if that could be read. */
  readonly control: ControlFile | undefined;
  readonly start: StartPosition | undefined;
  readonly stop: StopPosition | undefined;
  /** A later timeline that recovery has to follow, because the stop's own lacks a segment or has a damaged one. */
  readonly recoveryTimeline?: number;
  /** Timelines along which recovery reads other files from start to stop, of which nothing is missing or wrong by first pages. */
  readonly otherPaths?: readonly AlternativePath[];
  /** The latest time of a commit from start to stop, in microseconds since 1970 UTC; known from records. */
  readonly latestCommit?: number;
  /** What the records of its WAL showed, whatever else was found; absent before they were read. */
  readonly recordsVerdict?: Verdict;
  /** Absent if start or geometry is unknown. */
  readonly required: RequiredWal | undefined;
  readonly missing: readonly SegmentRange[];
  /** The worst of those on its parts. */
  readonly verdict: Verdict;
  readonly parts: SetParts;
  readonly evidence: Evidence;
  /** Found by reading its records between start and end: recovery from it cannot stop at these. */
  readonly restorePoints?: readonly NamedRestorePoint[];
  readonly findings: readonly Finding[];
  /** Paths of the archives that were searched for its WAL, in this order. */
  readonly archives: readonly string[];
  /** Changes if one of its files does; absent if not all of them were read. */
  readonly fingerprint?: string | undefined;
}

/** The required WAL along another timeline. */
export interface AlternativePath {
  readonly timeline: number;
  /** Whether a server of the set's version reads these files if no timeline is set. */
  readonly isDefault: boolean;
  readonly required: RequiredWal;
}

/** A tar and where its members belong in the data directory: '' for base.tar, `pg_tblspc/OID` for a tablespace's. */
export interface TarPart {
  readonly path: string;
  readonly prefix: string;
}

/** Adds the set to a finding, and its version, on which the right words depend. */
export function ofSet(finding: Finding, set: string, version: number | undefined): Finding {
  return { ...finding, set, args: version === undefined ? finding.args : { version, ...finding.args } };
}

/** The sets on which an incremental set builds, the nearest first. A chain that leads back to itself ends there. */
export function ancestorsOf(set: BackupSet, byId: ReadonlyMap<string, BackupSet>): BackupSet[] {
  const ancestors = new Set<BackupSet>();
  let { parentId } = set;
  while (parentId !== undefined && parentId !== set.id) {
    const parent = byId.get(parentId);
    if (parent === undefined || ancestors.has(parent)) break;
    ancestors.add(parent);
    ({ parentId } = parent);
  }
  return [...ancestors];
}
