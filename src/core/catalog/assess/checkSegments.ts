import type { Finding, FindingCode } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import { checkSegment, type SegmentExpectation } from './checkSegment';
import type { Fingerprint } from './fingerprint';
import type { SuffixTally } from './suffixMismatch';
import type { SegmentRun } from '../../model/requiredWal';
import type { EvidenceLevel } from '../../model/evidence';
import type { LocatedRun } from './locateSegments';

export interface CheckedSegments {
  readonly runs: readonly SegmentRun[];
  readonly findings: readonly Finding[];
  /** The lowest level at which any of the present segments was read; `names` if none is present. */
  readonly level: EvidenceLevel;
  /** Whether every segment was looked at, so that the fingerprint covers all. */
  readonly whole: boolean;
}

export interface CheckOptions {
  readonly level: 'names' | 'headers';
  /** The most segments that are opened; the rest is known by name alone. */
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  /** Receives every file that was looked at. */
  readonly fingerprint: Fingerprint;
  /** Receives the compression of each. */
  readonly forms: SuffixTally;
}

/** Files opened at the same time. */
const BATCH = 64;
const NOT_OPENED = new Set<FindingCode>(['encrypted-segment', 'unreadable-compression']);

/** Reads the first pages of the segments that were found, and divides their runs at the faulty ones. */
export async function checkSegments(
  tree: FileTree,
  located: readonly LocatedRun[],
  expected: SegmentExpectation,
  options: CheckOptions,
): Promise<CheckedSegments> {
  const runs: SegmentRun[] = [];
  const findings: Finding[] = [];
  const isFound = located.some(({ archive }) => archive !== undefined);
  let level: EvidenceLevel = isFound ? options.level : 'names';
  let left = options.limit;
  let whole = true;
  for (const run of located) {
    const { timeline, first, last, archive, suffix } = run;
    if (archive === undefined) {
      options.fingerprint.add(`${timeline} ${first}-${last} missing`);
      runs.push({ timeline, first, last, suffix: '', state: 'missing', level: 'names' });
      continue;
    }
    const opened = Math.min(last, first + left - 1);
    const faults = await faultsOf(tree, { ...run, archive, last: opened }, expected, options);
    left -= opened - first + 1;
    if (opened < last || [...faults.values()].some(({ code }) => NOT_OPENED.has(code))) level = 'names';
    runs.push(...cut({ ...run, archive, last: opened }, faults, options.level));
    if (opened < last) {
      whole = false;
      const rest = { timeline, first: opened + 1, last, archive, suffix };
      runs.push({ ...rest, state: 'present', level: 'names' });
    }
    for (const fault of faults.values()) findings.push(fault);
  }
  return { runs, findings: summedForeign(findings), level, whole };
}

/** If two clusters share an archive, all segments may belong to the other one: that is one finding, not many. */
function summedForeign(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, Finding>();
  const counts = new Map<string, number>();
  const rest: Finding[] = [];
  for (const finding of findings) {
    const key = keyOfForeign(finding);
    if (key === undefined || !first.has(key)) rest.push(finding);
    if (key === undefined) continue;
    if (!first.has(key)) first.set(key, finding);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return rest.map((finding) => {
    const count = counts.get(keyOfForeign(finding) ?? '') ?? 1;
    return count === 1 ? finding : { ...finding, args: { ...finding.args, count } };
  });
}

function keyOfForeign({ code, file, segment, args }: Finding): string | undefined {
  if (code !== 'foreign-segment' || file === undefined) return undefined;
  return `${file.slice(0, file.lastIndexOf('/'))} ${segment?.slice(0, 8) ?? ''} ${args['found'] ?? ''}`;
}

type FoundRun = LocatedRun & { readonly archive: string };

async function faultsOf(
  tree: FileTree,
  run: FoundRun,
  expected: SegmentExpectation,
  options: CheckOptions,
): Promise<Map<number, Finding>> {
  const faults = new Map<number, Finding>();
  for (let first = run.first; first <= run.last; first += BATCH) {
    if (options.signal?.aborted === true) break;
    const segments = Array.from({ length: Math.min(BATCH, run.last - first + 1) }, (_, i) => first + i);
    const found = await Promise.all(
      segments.map((segment) => checkSegment(tree, { ...run, segment }, expected, options.level)),
    );
    found.forEach(({ finding, stamp, form }, i) => {
      options.fingerprint.add(stamp);
      if (form !== undefined) options.forms.add(run, first + i, form);
      if (finding !== undefined) faults.set(first + i, finding);
    });
  }
  return faults;
}

function cut(run: FoundRun, faults: ReadonlyMap<number, Finding>, level: EvidenceLevel): SegmentRun[] {
  const { timeline, archive, suffix } = run;
  const runs: SegmentRun[] = [];
  let at = run.first;
  const good = (last: number): void => {
    if (at <= last) runs.push({ timeline, first: at, last, archive, suffix, state: 'present', level });
  };
  for (const [segment, { code, severity }] of faults) {
    good(segment - 1);
    // A file that cannot be opened counts as present, by its name alone.
    const kind =
      severity === 'error'
        ? ({ state: 'wrong', level } as const)
        : ({ state: 'present', level: 'names' } as const);
    const before = runs.at(-1);
    const isNext = before?.last === segment - 1 && before.code === code && before.state === kind.state;
    const first = isNext ? before.first : segment;
    if (isNext) runs.pop();
    runs.push({ timeline, first, last: segment, archive, suffix, ...kind, code });
    at = segment + 1;
  }
  good(run.last);
  return runs;
}
