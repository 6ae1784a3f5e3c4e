import { classifyWalFile } from '../../core/wal/fileName';
import { walGeometry, type WalGeometry } from '../../core/wal/geometry';
import { parseSegmentName, segmentNumber, type SegmentRange } from '../../core/wal/segmentName';
import type { Fact, ServerArchiving, ServerFacts } from '../../postgres/facts/serverFacts';

/** What a server says to have archived on its timeline. Ranges are ascending and disjoint. */
export interface ArchiveClaims {
  readonly timeline: number;
  readonly geometry: WalGeometry;
  /** Segments that it names: `.done` marks, and the last success of pg_stat_archiver. */
  readonly named: readonly SegmentRange[];
  /** Segments with a `.ready` mark. */
  readonly waiting: readonly SegmentRange[];
  /** Timelines whose history files it names. */
  readonly histories: readonly number[];
}

/**
 * Whether a server archives by itself. A standby does so only with `archive_mode = always`; otherwise its marks say that
 * the primary is expected to.
 */
export function archivesItself({ archiveMode, role }: Pick<ServerFacts, 'archiveMode' | 'role'>): boolean {
  return archiveMode === 'always' || (archiveMode === 'on' && role === 'primary');
}

/**
 * The claims of a server about its current timeline; undefined if it archives nothing itself, or its timeline is not known.
 * Marks of older timelines may come from the time before a promotion, or from a restored backup: they claim nothing.
 */
export function claimsOf({ facts, archiveStatus }: ServerArchiving): ArchiveClaims | undefined {
  const timeline = valueOfFact(facts.timeline);
  if (timeline === undefined || !archivesItself(facts)) return undefined;
  const geometry = walGeometry(facts.segmentSize, facts.version.number);
  const marks = (valueOfFact(archiveStatus) ?? []).map(classifyWalFile);
  const marked = (status: 'ready' | 'done'): string[] =>
    marks.flatMap((mark) => (mark?.kind === 'archive-status' && mark.status === status ? [mark.name] : []));
  const last = valueOfFact(facts.archiver)?.lastArchivedWal;
  const done = [...marked('done'), ...(last === undefined ? [] : [last])];
  const numbers = (names: readonly string[]): number[] =>
    names.flatMap((name) => {
      const parts = parseSegmentName(name);
      const number = parts?.timeline === timeline ? segmentNumber(parts, geometry) : undefined;
      return number === undefined ? [] : [number];
    });
  return {
    timeline,
    geometry,
    named: rangesOf(timeline, numbers(done)),
    waiting: rangesOf(timeline, numbers(marked('ready'))),
    histories: done.flatMap((name) => {
      const file = classifyWalFile(name);
      return file?.kind === 'timeline-history' && file.timeline === timeline ? [file.timeline] : [];
    }),
  };
}

/** The value of a fact; undefined if it is not known. */
export function valueOfFact<T>(fact: Fact<T>): T | undefined {
  return fact.known ? fact.value : undefined;
}

function rangesOf(timeline: number, numbers: readonly number[]): SegmentRange[] {
  const ranges: SegmentRange[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open?.last === number - 1) ranges[ranges.length - 1] = { ...open, last: number };
    else ranges.push({ timeline, first: number, last: number });
  }
  return ranges;
}
