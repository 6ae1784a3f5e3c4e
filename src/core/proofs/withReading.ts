import { coversFinding } from '../model/findingRuns';
import { isWalProven } from '../model/parts';
import type { Finding } from '../ground/finding';
import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import type { NamedRestorePoint, RecoveryWindow } from '../model/recoveryWindow';
import { judgedAfterRestoreSteps } from '../model/afterRestoreSteps';

/** What reading an archive's records adds to its names and first pages. */
export interface ArchiveReading {
  readonly windows: readonly RecoveryWindow[];
  readonly restorePoints: readonly NamedRestorePoint[];
  readonly findings: readonly Finding[];
  readonly records: number;
}

/** What was found in the segments of an archive, each read by itself. */
export interface SegmentsReading {
  /** From sizes and first pages: findings that the archive does not have yet. */
  readonly looked: readonly Finding[];
  /** From every record. */
  readonly read: readonly Finding[];
  readonly records: number;
}

/** The archive with the findings of its segments. */
export function withSegments(archive: WalArchive, { looked, read }: SegmentsReading): WalArchive {
  return { ...archive, findings: mergeFindings([...archive.findings, ...looked], read) };
}

/** The archive with the results of reading it. Windows of sets that are no longer proven are left out. */
export function withReading(
  archive: WalArchive,
  { windows, restorePoints, findings }: ArchiveReading,
  sets: readonly BackupSet[],
): WalArchive {
  const proven = new Set(sets.filter((set) => isWalProven(judgedAfterRestoreSteps(set))).map(({ id }) => id));
  return {
    ...archive,
    windows: windows.filter(({ setId }) => proven.has(setId)),
    restorePoints,
    findings: mergeFindings(archive.findings, findings),
  };
}

/** Findings that are already known are not repeated. */
function mergeFindings(known: readonly Finding[], fresh: readonly Finding[]): Finding[] {
  return [...known, ...fresh.filter((finding) => !known.some((other) => coversFinding(other, finding)))];
}
