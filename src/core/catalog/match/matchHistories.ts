import type { Finding } from '../../ground/finding';
import type { ArchiveEvidence } from '../read/archiveEvidence';
import { HistoryIndex } from './historyIndex';
import { isWithin } from '../../ground/paths';
import type { ArchiveAssignment } from './archiveAssignment';
import type { HistoryFile, BackupEvidence } from '../read/backupEvidence';

export interface MatchedHistories {
  readonly backups: readonly BackupEvidence[];
  /** History files of backups whose other files were not seen, one for each backup. */
  readonly orphans: readonly HistoryFile[];
}

/**
 * Brings together the files of one backup. A history file belongs to a label within reach that has the same start
 * location and timeline; one that no label claims belongs to the data directory without a readable label whose
 * pg_control has a checkpoint of that backup.
 */
export function matchHistories(
  backups: readonly BackupEvidence[],
  histories: readonly HistoryFile[],
  assignment: ArchiveAssignment<ArchiveEvidence>,
): MatchedHistories {
  const taken = new Set<string>();
  const files = new HistoryIndex(histories);
  const near = backups.map((evidence) => files.inReach(evidence, assignment));
  const alike = backups.map((evidence, i) =>
    (near[i]?.startingLike(evidence) ?? []).filter((file) => canBelong(evidence, file)),
  );
  const matches = alike.map(([match]) => match);
  const take = (match: HistoryFile, copies: readonly HistoryFile[]): void => {
    taken.add(match.path);
    for (const copy of copies) if (identity(copy) === identity(match)) taken.add(copy.path);
  };
  matches.forEach((match, i) => {
    if (match !== undefined) take(match, alike[i] ?? []);
  });
  const paired = backups.map((evidence, i) => {
    const match = matches[i] ?? nearestByControl(evidence, () => near[i]?.all() ?? [], taken);
    if (match === undefined) return evidence;
    if (matches[i] === undefined) take(match, near[i]?.all() ?? []);
    return withHistory(evidence, match);
  });
  const known = new Set(histories.filter(({ path }) => taken.has(path)).map(identity));
  const orphans: HistoryFile[] = [];
  for (const history of histories) {
    if (!history.listed || known.has(identity(history))) continue;
    known.add(identity(history));
    orphans.push(history);
  }
  return { backups: paired, orphans };
}

/** Evidence of a backup of which only the history file was found. */
export function evidenceOfHistory(
  history: HistoryFile,
  archive: ArchiveEvidence | undefined,
): BackupEvidence {
  return {
    id: history.path,
    path: history.path,
    layout: 'backup-history-file',
    systemIdentifier: archive?.systemIdentifier,
    files: { history: history.path },
    label: undefined,
    history,
    control: undefined,
    manifest: undefined,
    versionNum: undefined,
    findings: [
      ...history.findings,
      { code: 'base-files-not-seen', severity: 'info', file: history.path, args: {} },
    ],
  };
}

/**
 * A standby writes no history file (`do_pg_backup_stop`), but its backup begins at a checkpoint of the primary, at
 * which a backup of the primary can have begun as well.
 */
function canBelong({ label }: BackupEvidence, { value }: HistoryFile): boolean {
  return label?.from !== 'standby' || value.from === 'standby';
}

function nearestByControl(
  evidence: BackupEvidence,
  near: () => readonly HistoryFile[],
  taken: ReadonlySet<string>,
): HistoryFile | undefined {
  const control = evidence.control;
  const own = evidence.files.dataDirectory;
  if (evidence.label?.start !== undefined || control === undefined || own === undefined) return undefined;
  return near().find(({ path, value: { start, stop, startTimeline } }) => {
    // A history file in its own pg_wal was written when that backup had ended: this copy is of a later one.
    if (taken.has(path) || isWithin(path, own)) return false;
    if (start === undefined || stop === undefined || startTimeline !== control.timeline) return false;
    return start.lsn <= control.redoLsn && control.redoLsn < stop.lsn;
  });
}

function withHistory(evidence: BackupEvidence, history: HistoryFile): BackupEvidence {
  const mismatches = evidence.label === undefined ? [] : mismatchesOf(evidence, history);
  return {
    ...evidence,
    // A history file that contradicts the label is shown, but nothing is concluded from it.
    history: mismatches.length === 0 ? history : undefined,
    files: { ...evidence.files, history: history.path },
    findings: [...evidence.findings, ...history.findings, ...mismatches],
  };
}

function mismatchesOf({ label, files }: BackupEvidence, { path, value }: HistoryFile): Finding[] {
  const pairs = [
    ['START TIME', label?.startTime?.text, value.startTime?.text],
    ['LABEL', label?.label, value.label],
  ] as const;
  return pairs
    .filter(([, inLabel, inHistory]) => (inLabel ?? '') !== (inHistory ?? ''))
    .map(([field, inLabel, inHistory]) => ({
      code: 'label-history-mismatch',
      severity: 'warning',
      file: files.label ?? path,
      args: { field, label: inLabel ?? '', history: inHistory ?? '', historyFile: path },
    }));
}

function identity({ value }: HistoryFile): string {
  return JSON.stringify([
    String(value.start?.lsn),
    String(value.stop?.lsn),
    value.startTimeline,
    value.startTime?.text,
    value.label,
  ]);
}
