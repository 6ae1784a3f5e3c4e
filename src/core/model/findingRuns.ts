import type { Finding, FindingCode } from '../ground/finding';
import type { WalGeometry } from '../wal/geometry';
import { parseSegmentName, segmentNumber } from '../wal/segmentName';

/** Faults that neighboring segments often share: a run of them is one finding. */
export const RUN_CODES = [
  'empty-segment',
  'truncated-segment',
  'wrong-size-segment',
  'zeroed-segment',
  'invalid-page-header',
  'recycled-segment',
  'misnamed-segment',
  'foreign-segment',
  'wrong-timeline',
  'wrong-version-segment',
  'incomplete-segment',
  'record-checksum-mismatch',
  'broken-record-chain',
  'duplicate-segment',
  'segment-checksum-mismatch',
  'unreadable-compression',
  'encrypted-segment',
  'unreadable-segment',
  'unknown-wal-version',
] as const satisfies readonly FindingCode[];

const CODES: ReadonlySet<FindingCode> = new Set(RUN_CODES);

export type RunCode = (typeof RUN_CODES)[number];

/** A finding about several consecutive segments; its `segment` and `file` are those of the first. */
export interface FindingRun {
  readonly code: RunCode;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

/** The segments of a finding that represents a run of them; undefined for any other. */
export function runOf({ code, args }: Pick<Finding, 'code' | 'args'>): FindingRun | undefined {
  const { first, last, count } = args;
  if (!isRunCode(code) || typeof first !== 'string' || typeof last !== 'string') return undefined;
  return typeof count === 'number' ? { code, first, last, count } : undefined;
}

function isRunCode(code: FindingCode): code is RunCode {
  return CODES.has(code);
}

/** Whether a finding already reports, with the same code, the segment or the whole run of another. */
export function coversFinding(known: Finding, { code, segment, args }: Finding): boolean {
  if (known.code !== code) return false;
  if (known.segment === undefined || segment === undefined) return known.segment === segment;
  const last = runOf({ code, args })?.last ?? segment;
  const end = runOf(known)?.last ?? known.segment;
  // Names of one timeline sort as their numbers do.
  return known.segment.slice(0, 8) === segment.slice(0, 8) && known.segment <= segment && last <= end;
}

/** Collects findings; those of neighboring segments with the same code, severity and cause become one. */
export class FindingRuns {
  readonly #geometry: WalGeometry | undefined;
  readonly #findings: Finding[] = [];
  /** By code and cause: the index of the newest run in the list, and the number of its last segment. */
  readonly #open = new Map<string, { readonly at: number; last: number }>();

  constructor(geometry: WalGeometry | undefined) {
    this.#geometry = geometry;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  add(finding: Finding): void {
    const number = this.#numberOf(finding);
    if (number === undefined) {
      this.#findings.push(finding);
      return;
    }
    const key = causeOf(finding);
    const open = this.#open.get(key);
    const before = open === undefined ? undefined : this.#findings[open.at];
    if (open !== undefined && before !== undefined && number === open.last + 1) {
      this.#findings[open.at] = joined(before, finding);
      open.last = number;
    } else {
      this.#open.set(key, { at: this.#findings.length, last: number });
      this.#findings.push(finding);
    }
  }

  /** Findings that count several segments in their own way stay as they are. */
  #numberOf({ code, segment, args }: Finding): number | undefined {
    if (this.#geometry === undefined || segment === undefined || !isRunCode(code)) return undefined;
    if (args['count'] !== undefined) return undefined;
    const parts = parseSegmentName(segment);
    return parts === undefined ? undefined : segmentNumber(parts, this.#geometry);
  }
}

/** The findings, with runs of neighboring segments joined. */
export function joinRuns(findings: Iterable<Finding>, geometry: WalGeometry | undefined): readonly Finding[] {
  const runs = new FindingRuns(geometry);
  for (const finding of findings) runs.add(finding);
  return runs.findings;
}

/** Arguments that are part of the cause. Others, such as a size or a location, may differ from segment to segment. */
const CAUSES = ['reason', 'compression', 'tail', 'good', 'directory', 'version'];
/** Codes for which `found` says whose the segments are; for others it is a detail of each segment. */
const WHOSE: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'foreign-segment',
  'wrong-timeline',
  'wrong-version-segment',
]);

function causeOf(finding: Finding): string {
  const { code, severity, args, segment = '', set = '' } = finding;
  const causes = WHOSE.has(code) ? [...CAUSES, 'found'] : CAUSES;
  const values = causes.map((name) => patternOf(String(args[name] ?? ''), segment));
  return JSON.stringify([code, severity, set, segment.slice(0, 8), filePattern(finding), ...values]);
}

/**
 * The file of a finding without the parts that belong to its segment alone: neighbors share directory and compression.
 */
export function filePattern({ file = '', segment = '' }: Finding): string {
  return patternOf(file, segment);
}

/** Replaces the segment's name and the checksum that a tool puts into file names. */
function patternOf(text: string, segment: string): string {
  return (segment === '' ? text : text.replaceAll(segment, '*')).replace(/-[0-9a-f]{40}/, '');
}

/** What both have in common, with the range. Absent arguments make the words less exact, never wrong. */
function joined(run: Finding, next: Finding): Finding {
  const { segment = '', lsn, ...rest } = run;
  const common = Object.entries(run.args).filter(([name, value]) => {
    return name === 'good' || name === 'segment' || next.args[name] === value;
  });
  const count = (runOf(run)?.count ?? 1) + 1;
  const args = { ...Object.fromEntries(common), first: segment, last: next.segment ?? segment, count };
  return { ...rest, args, segment, ...(lsn === undefined ? {} : { lsn }) };
}
