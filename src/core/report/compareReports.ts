import { rankOf, type Verdict, VERDICTS } from '../model/verdict';

/** One change between two reports. */
export interface ReportChange {
  readonly direction: 'better' | 'worse' | 'neutral';
  /** Id of a set, or path of an archive; null for findings that belong to neither. */
  readonly subject: string | null;
  readonly message: string;
}

/** The parts of a report that are compared. Reports come from files, so only what has the right form is taken. */
export interface ComparableReport {
  readonly sets: readonly ComparableSet[];
  readonly archives: readonly ComparableArchive[];
  readonly findings: readonly ComparableFinding[];
}

interface ComparableSet {
  readonly id: string;
  readonly verdict: Verdict;
  readonly findings: readonly ComparableFinding[];
}

interface ComparableArchive {
  readonly path: string;
  readonly findings: readonly ComparableFinding[];
}

interface ComparableFinding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
}

/** A report from text; undefined if the text is not one. */
export function parseReport(text: string): ComparableReport | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['reportVersion'] !== 1) return undefined;
  const { sets, archives, findings } = value;
  if (!isListOf(sets, isSet) || !isListOf(archives, isArchive) || !isListOf(findings, isFinding))
    return undefined;
  return { sets, archives, findings };
}

/** What changed from one report to a later one: sets, verdicts and findings, the worse first. */
export function compareReports(old: ComparableReport, now: ComparableReport): ReportChange[] {
  const changes = [
    ...setChanges(old.sets, now.sets),
    ...findingChanges(old.archives, now.archives),
    ...listChanges(null, old.findings, now.findings),
  ];
  const order = ['worse', 'better', 'neutral'];
  return changes.sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction));
}

function* setChanges(old: readonly ComparableSet[], now: readonly ComparableSet[]): Generator<ReportChange> {
  const before = new Map(old.map((set) => [set.id, set]));
  const after = new Set(now.map(({ id }) => id));
  for (const set of now) {
    const earlier = before.get(set.id);
    if (earlier === undefined) {
      yield { direction: 'neutral', subject: set.id, message: `new set: ${set.verdict}` };
      continue;
    }
    if (earlier.verdict !== set.verdict) {
      const direction = rankOf(set.verdict) > rankOf(earlier.verdict) ? 'better' : 'worse';
      yield { direction, subject: set.id, message: `${earlier.verdict} before, ${set.verdict} now` };
    }
    yield* listChanges(set.id, earlier.findings, set.findings);
  }
  for (const { id, verdict } of old) {
    if (!after.has(id))
      yield { direction: 'neutral', subject: id, message: `set is gone: it was ${verdict}` };
  }
}

function* findingChanges(
  old: readonly ComparableArchive[],
  now: readonly ComparableArchive[],
): Generator<ReportChange> {
  const before = new Map(old.map((archive) => [archive.path, archive]));
  const after = new Set(now.map(({ path }) => path));
  for (const { path, findings } of now) yield* listChanges(path, before.get(path)?.findings ?? [], findings);
  for (const { path } of old) {
    if (!after.has(path)) yield { direction: 'worse', subject: path, message: 'archive is gone' };
  }
}

function* listChanges(
  subject: string | null,
  old: readonly ComparableFinding[],
  now: readonly ComparableFinding[],
): Generator<ReportChange> {
  const keyOf = ({ code, message }: ComparableFinding): string => `${code}\n${message}`;
  const before = new Set(old.map(keyOf));
  const after = new Set(now.map(keyOf));
  for (const finding of now) {
    if (!before.has(keyOf(finding)))
      yield { direction: weight(finding, 'worse'), subject, message: `new ${text(finding)}` };
  }
  for (const finding of old) {
    if (!after.has(keyOf(finding)))
      yield { direction: weight(finding, 'better'), subject, message: `no longer: ${text(finding)}` };
  }
}

function text({ code, severity, message }: ComparableFinding): string {
  return `${severity} ${code}: ${message}`;
}

/** Notes come and go without anything being better or worse. */
function weight({ severity }: ComparableFinding, direction: 'better' | 'worse'): ReportChange['direction'] {
  return severity === 'info' ? 'neutral' : direction;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every((item) => isItem(item));
}

function isFinding(value: unknown): value is ComparableFinding {
  return (
    isRecord(value) &&
    typeof value['code'] === 'string' &&
    typeof value['severity'] === 'string' &&
    typeof value['message'] === 'string'
  );
}

function isSet(value: unknown): value is ComparableSet {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    VERDICTS.some((verdict) => verdict === value['verdict']) &&
    isListOf(value['findings'], isFinding)
  );
}

function isArchive(value: unknown): value is ComparableArchive {
  return isRecord(value) && typeof value['path'] === 'string' && isListOf(value['findings'], isFinding);
}
