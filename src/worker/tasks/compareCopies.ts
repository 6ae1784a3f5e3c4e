import type { WalJob } from '../../core/proofs/walJob';
import { suffixesOf } from '../../core/model/walArchive';
import { segmentName, type SegmentRange } from '../../core/wal/segmentName';
import { rangesAlongPath } from '../../core/wal/timelinePath';
import type { CompareInput, CopyComparison, DifferingCopies } from '../../protocol/worker';
import { compareContent } from '../../io/segments/sameContent';

/** Compares the copies of every segment on the path that one archive holds more than once. */
export async function compareCopies(
  { job, first, last }: CompareInput,
  signal?: AbortSignal,
): Promise<CopyComparison> {
  const differing: DifferingCopies[] = [];
  const same = new Map<string, { directory: string; first: string; count: number }>();
  for (const range of rangesAlongPath(job.timelinePath, first, last)) {
    for (const segment of doubleSegments(job, range)) {
      if (signal?.aborted === true) return { differing, same: [...same.values()] };
      const found = copiesOf(job, range.timeline, segment);
      if (found === undefined) continue;
      const { directory, name, pairs } = found;
      const unequal = await unequalOf(pairs, job.geometry.segmentSize);
      differing.push(...unequal);
      const group = same.get(directory) ?? { directory, first: name, count: 0 };
      if (unequal.length === 0) same.set(directory, { ...group, count: group.count + 1 });
    }
  }
  return { differing, same: [...same.values()] };
}

async function unequalOf(pairs: readonly DifferingCopies[], most: number): Promise<DifferingCopies[]> {
  const unequal: DifferingCopies[] = [];
  for (const pair of pairs) {
    const comparison = await compareContent(pair.plain, pair.compressed, most);
    if (comparison === 'unread') unequal.push({ ...pair, unread: true });
    else if (comparison === 'differ') unequal.push(pair);
  }
  return unequal;
}

/** Segments in more than one run of one place; without compressed runs there are none. */
function doubleSegments({ places }: WalJob, { timeline, first, last }: SegmentRange): number[] {
  const found = new Set<number>();
  for (const { runs } of places) {
    for (const run of runs) {
      if (run.timeline !== timeline || run.suffix === '') continue;
      for (const other of runs) {
        if (other.timeline !== timeline || other.suffix === run.suffix) continue;
        const end = Math.min(run.last, other.last, last);
        for (let segment = Math.max(run.first, other.first, first); segment <= end; segment++)
          found.add(segment);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The first place that has the segment decides: recovery asks no other. */
function copiesOf(
  { places, geometry }: WalJob,
  timeline: number,
  segment: number,
): { directory: string; name: string; pairs: DifferingCopies[] } | undefined {
  const name = segmentName(timeline, segment, geometry);
  for (const { path, runs } of places) {
    const suffixes = suffixesOf(runs, timeline, segment);
    if (suffixes.length === 0) continue;
    if (suffixes.length === 1) return undefined;
    const [plain = '', ...others] = suffixes;
    const file = `${path}/${name}`;
    // A walk can take the last copy instead of the first; it takes none of those between them.
    const pairs = others.map((compressed, at) => {
      const pair = { segment: name, plain: file + plain, compressed: file + compressed };
      return at === others.length - 1 ? pair : { ...pair, unwalked: true as const };
    });
    return { directory: path, name, pairs };
  }
  return undefined;
}
