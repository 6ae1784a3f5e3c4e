import type { Finding } from '../../ground/finding';
import type { ArchiveDraft } from '../read/readArchive';
import { HistoryIndex } from './historyIndex';
import { isWithin } from '../../ground/paths';
import type { Reach } from './archiveAssignment';
import type { HistoryFile, SetSeed } from '../read/backupEvidence';

export interface Pairing {
  readonly seeds: readonly SetSeed[];
  /** History files of backups whose other files were not seen, one for each backup. */
  readonly orphans: readonly HistoryFile[];
}

/**
 * Brings together what speaks of one backup. A history file belongs to a label with the same start location and
 * timeline that it can reach; one that no label claims, to the data directory without a readable label whose
 * pg_control holds a checkpoint of that backup.
 */
export function pairHistories(
  seeds: readonly SetSeed[],
  histories: readonly HistoryFile[],
  reach: Reach<ArchiveDraft>,
): Pairing {
  const taken = new Set<string>();
  const files = new HistoryIndex(histories);
  const near = seeds.map((seed) => files.inReach(seed, reach));
  const alike = seeds.map((seed, i) =>
    (near[i]?.startingLike(seed) ?? []).filter((file) => canBelong(seed, file)),
  );
  const matches = alike.map(([match]) => match);
  const take = (match: HistoryFile, copies: readonly HistoryFile[]): void => {
    taken.add(match.path);
    for (const copy of copies) if (identity(copy) === identity(match)) taken.add(copy.path);
  };
  matches.forEach((match, i) => {
    if (match !== undefined) take(match, alike[i] ?? []);
  });
  const paired = seeds.map((seed, i) => {
    const match = matches[i] ?? nearestByControl(seed, () => near[i]?.all() ?? [], taken);
    if (match === undefined) return seed;
    if (matches[i] === undefined) take(match, near[i]?.all() ?? []);
    return withHistory(seed, match);
  });
  const known = new Set(histories.filter(({ path }) => taken.has(path)).map(identity));
  const orphans: HistoryFile[] = [];
  for (const history of histories) {
    if (!history.listed || known.has(identity(history))) continue;
    known.add(identity(history));
    orphans.push(history);
  }
  return { seeds: paired, orphans };
}

/** Seeds for backups that only a history file speaks of. */
export function seedOfHistory(history: HistoryFile, archive: ArchiveDraft | undefined): SetSeed {
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
    versionNumber: undefined,
    findings: [
      ...history.findings,
      { code: 'base-files-not-seen', severity: 'info', file: history.path, args: {} },
    ],
  };
}

/**
 * A standby writes no history file (`do_pg_backup_stop`), but begins at a checkpoint of the primary, at which a backup of
 * that one can have begun as well.
 */
function canBelong({ label }: SetSeed, { value }: HistoryFile): boolean {
  return label?.from !== 'standby' || value.from === 'standby';
}

function nearestByControl(
  seed: SetSeed,
  near: () => readonly HistoryFile[],
  taken: ReadonlySet<string>,
): HistoryFile | undefined {
  const control = seed.control;
  const own = seed.files.dataDirectory;
  if (seed.label?.start !== undefined || control === undefined || own === undefined) return undefined;
  return near().find(({ path, value: { start, stop, startTimeline } }) => {
    // A history file in its own pg_wal was written when that backup had ended: this copy is a later one.
    if (taken.has(path) || isWithin(path, own)) return false;
    if (start === undefined || stop === undefined || startTimeline !== control.timeline) return false;
    return start.lsn <= control.redoLsn && control.redoLsn < stop.lsn;
  });
}

function withHistory(seed: SetSeed, history: HistoryFile): SetSeed {
  const mismatches = seed.label === undefined ? [] : mismatchesOf(seed, history);
  return {
    ...seed,
    // A history file that contradicts the label is shown, but nothing is concluded from it.
    history: mismatches.length === 0 ? history : undefined,
    files: { ...seed.files, history: history.path },
    findings: [...seed.findings, ...history.findings, ...mismatches],
  };
}

function mismatchesOf({ label, files }: SetSeed, { path, value }: HistoryFile): Finding[] {
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
