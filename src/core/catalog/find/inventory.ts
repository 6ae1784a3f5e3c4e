import { plainFirst } from '../../wal/fileName';
import { segmentsPerLog, type WalGeometry } from '../../wal/geometry';
import type { SegmentNameParts, SegmentRange } from '../../wal/segmentName';
import type { InventoryRun } from '../../model/walArchive';

/** Low parts of real segments are below 4096 (1 MB segments); anything higher is not a segment in any geometry. */
const LOW_LIMIT = 4096;

/**
 * Collects the segment names of one directory as plain numbers: a million names take some megabytes, not a million
 * objects. The segment number of a name depends on the geometry, which is known only after headers were read, so names
 * are kept as log and low part until `runs` is called.
 */
export class SegmentCollector {
  readonly #groups = new Map<string, Group>();
  readonly #computed = new Map<string, CollectedRuns>();

  /** Adds a segment; false if its low part is too high for any segment size. */
  add(parts: SegmentNameParts, suffix: string): boolean {
    if (parts.low >= LOW_LIMIT) return false;
    const key = `${parts.timeline}|${suffix}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { timeline: parts.timeline, suffix, keys: [] };
      this.#groups.set(key, group);
    }
    group.keys.push(parts.log * LOW_LIMIT + parts.low);
    this.#computed.clear();
    return true;
  }

  /** Number of files in the collection. */
  get count(): number {
    let count = 0;
    for (const group of this.#groups.values()) count += group.keys.length;
    return count;
  }

  /** The suffixes of the segments, the plain one first. */
  suffixes(): readonly string[] {
    const suffixes = new Set([...this.#groups.values()].map(({ suffix }) => suffix));
    return [...suffixes].sort(plainFirst);
  }

  /** All names, suffix by suffix, otherwise in no particular order: `samples` and `runs` sort them. */
  *names(): Generator<{ readonly parts: SegmentNameParts; readonly suffix: string }> {
    for (const { timeline, suffix, keys } of this.#groups.values())
      for (const key of keys)
        yield { parts: { timeline, log: Math.floor(key / LOW_LIMIT), low: key % LOW_LIMIT }, suffix };
  }

  /** Some of the names, spread over each timeline and suffix, for reading their headers. */
  samples(): readonly { readonly parts: SegmentNameParts; readonly suffix: string }[] {
    const samples = [];
    for (const { timeline, suffix, keys } of this.#groups.values()) {
      keys.sort((a, b) => a - b);
      const places = new Set([0, keys.length >> 1, keys.length - 1]);
      for (const place of places) {
        const key = keys[place] ?? 0;
        samples.push({ parts: { timeline, log: Math.floor(key / LOW_LIMIT), low: key % LOW_LIMIT }, suffix });
      }
    }
    return samples;
  }

  /**
   * Everything as runs of neighboring segments, ascending by timeline and segment; a segment with two suffixes is in
   * two runs. `impossible` are names that this geometry does not have (…FF up to 9.2 among them), `repeated` those that
   * were added more than once with the same suffix.
   */
  runs(geometry: WalGeometry): CollectedRuns {
    const key = `${geometry.segmentSize}|${geometry.skipsLastSegment}`;
    const known = this.#computed.get(key);
    if (known !== undefined) return known;
    const runs: InventoryRun[] = [];
    const impossible: ImpossibleSegment[] = [];
    const repeated: RepeatedSegment[] = [];
    for (const group of this.#groups.values()) appendRuns(group, geometry, { runs, impossible, repeated });
    runs.sort((a, b) => a.timeline - b.timeline || a.first - b.first || plainFirst(a.suffix, b.suffix));
    const computed = { runs, impossible, repeated };
    this.#computed.set(key, computed);
    return computed;
  }
}

/** A segment with several files of one suffix: two of one name, in an archive that puts more into names. */
export interface RepeatedSegment {
  readonly timeline: number;
  readonly segment: number;
  readonly suffix: string;
}

/** A name that does not exist with this segment size. */
export type ImpossibleSegment = SegmentNameParts & { readonly suffix: string };

export interface CollectedRuns {
  readonly runs: readonly InventoryRun[];
  readonly impossible: readonly ImpossibleSegment[];
  readonly repeated: readonly RepeatedSegment[];
}

interface Collecting {
  readonly runs: InventoryRun[];
  readonly impossible: ImpossibleSegment[];
  readonly repeated: RepeatedSegment[];
}

interface Group {
  readonly timeline: number;
  readonly suffix: string;
  readonly keys: number[];
}

function appendRuns(
  { timeline, suffix, keys }: Group,
  geometry: WalGeometry,
  { runs, impossible, repeated }: Collecting,
): void {
  const perLog = segmentsPerLog(geometry);
  keys.sort((a, b) => a - b);
  let first = -1;
  let last = -1;
  for (const key of keys) {
    const log = Math.floor(key / LOW_LIMIT);
    const low = key % LOW_LIMIT;
    if (low >= perLog) {
      impossible.push({ timeline, log, low, suffix });
      continue;
    }
    const segment = log * perLog + low;
    if (segment === last) {
      if (repeated.at(-1)?.segment !== segment) repeated.push({ timeline, segment, suffix });
      continue;
    }
    if (segment !== last + 1 || first < 0) {
      if (first >= 0) runs.push({ timeline, suffix, first, last });
      first = segment;
    }
    last = segment;
  }
  if (first >= 0) runs.push({ timeline, suffix, first, last });
}

/** Joins overlapping and touching ranges of one timeline; `ranges` must be sorted by `first`. */
export function mergeRanges(ranges: readonly SegmentRange[]): SegmentRange[] {
  const merged: SegmentRange[] = [];
  for (const range of ranges) {
    const previous = merged.at(-1);
    if (previous !== undefined && range.first <= previous.last + 1) {
      if (range.last > previous.last) merged[merged.length - 1] = { ...previous, last: range.last };
    } else {
      merged.push({ timeline: range.timeline, first: range.first, last: range.last });
    }
  }
  return merged;
}

/** The holes between sorted, merged ranges of one timeline. */
export function gapsBetween(ranges: readonly SegmentRange[]): SegmentRange[] {
  const gaps: SegmentRange[] = [];
  for (let i = 1; i < ranges.length; i++) {
    const before = ranges[i - 1];
    const after = ranges[i];
    if (before === undefined || after === undefined) continue;
    gaps.push({ timeline: before.timeline, first: before.last + 1, last: after.first - 1 });
  }
  return gaps;
}
