import type { Catalog } from '../../../core/model/catalog';
import type { BackupSet } from '../../../core/model/backupSet';
import { baseName } from '../../../core/ground/paths';
import type { Finding, FindingCode } from '../../../core/ground/finding';
import type { Problem } from '../../../core/formats/parsed';
import { pathKey } from './catalogIndex';

/** Codes that come from parsing one text file; for an edited document, its own text decides about them. */
const TEXT_CODES: ReadonlySet<FindingCode> = new Set([
  'unreadable-label',
  'unusual-label',
  'unreadable-backup-history',
  'unreadable-timeline-history',
  'unreadable-tablespace-map',
]);
const TEXT_FILE =
  /^(?:backup_label(?:\.old)?|tablespace_map(?:\.old)?|backup_manifest|[0-9A-F]{8}\.history|[0-9A-F]{24}\.[0-9A-F]{8}\.backup)$/;
/** Only so many findings of a set are shown in the Problems panel; the tree has all. */
const MOST_OF_A_SET = 50;

export interface PlannedFile {
  readonly path: string;
  readonly findings: readonly Finding[];
}

/**
 * The catalog's findings by the text file in which they are shown (`pathKey`). A finding about WAL, which has no text
 * file, is shown in the label of the set that it affects (or in its history file); without a set, only the tree shows
 * it.
 */
export function findingsByFile(catalog: Catalog): ReadonlyMap<string, PlannedFile> {
  const plan = new Map<string, { path: string; findings: Finding[]; seen: Set<string> }>();
  const add = (path: string, finding: Finding): void => {
    const key = pathKey(path);
    const file = plan.get(key) ?? { path, findings: [], seen: new Set<string>() };
    plan.set(key, file);
    const same = identity(finding);
    if (file.seen.has(same)) return;
    file.seen.add(same);
    file.findings.push(finding);
  };
  for (const set of catalog.sets) planSet(set, add);
  for (const finding of [...catalog.archives.flatMap((archive) => archive.findings), ...catalog.findings]) {
    if (isTextFile(finding.file)) add(finding.file, finding);
  }
  return plan;
}

function planSet(set: BackupSet, add: (path: string, finding: Finding) => void): void {
  const home = set.files.label ?? set.files.history ?? set.files.labelOld;
  let placed = 0;
  for (const finding of set.findings) {
    if (isTextFile(finding.file)) {
      add(finding.file, finding);
    } else if (home !== undefined && finding.severity !== 'info' && placed < MOST_OF_A_SET) {
      placed++;
      // Line and column are those of another file.
      add(home, { ...finding, line: 1, column: 1 });
    }
  }
}

function isTextFile(path: string | undefined): path is string {
  return path !== undefined && TEXT_FILE.test(baseName(path));
}

function identity(finding: Finding): string {
  const { code, file = '', line = 0, column = 0, segment = '', args } = finding;
  return JSON.stringify([code, file, line, column, segment, args]);
}

/** The findings of one open document. `fresh` is false if its text is newer than the catalog. */
export function findingsOfDocument(
  problems: readonly Problem[],
  path: string,
  cataloged: readonly Finding[],
  fresh: boolean,
): Finding[] {
  if (fresh) return [...cataloged];
  return [
    ...problems.map((problem): Finding => ({ ...problem, file: path })),
    ...cataloged.filter(({ code }) => !TEXT_CODES.has(code)),
  ];
}
