import type { WalJob } from '../core/catalog/walJob';
import { suffixesOf } from '../core/catalog/walJob';
import type { Cancel } from '../core/ports';
import type { SegmentRange } from '../core/wal/segmentName';
import { segmentName } from '../core/wal/segmentName';
import { rangesAlongPath } from '../core/wal/timelinePath';
import type { CompareInput, DifferingCopies } from '../protocol/worker';
import { sameContent } from '../io/sameContent';

/** Compares the two forms of every segment on the path that the place which serves it holds twice. */
export async function compareCopies(
  { job, first, last }: CompareInput,
  cancel?: Cancel,
): Promise<DifferingCopies[]> {
  const differing: DifferingCopies[] = [];
  for (const range of rangesAlongPath(job.path, first, last)) {
    for (const segment of doubleSegments(job, range)) {
      if (cancel?.requested === true) return differing;
      const pair = copiesOf(job, range.timeline, segment);
      if (pair !== undefined && !(await sameContent(pair.plain, pair.packed, job.geometry.segmentSize)))
        differing.push(pair);
    }
  }
  return differing;
}

/** Segments that are in more than one run of one place; without packed runs there are none. */
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
): DifferingCopies | undefined {
  const name = segmentName(timeline, segment, geometry);
  for (const { path, runs } of places) {
    const suffixes = suffixesOf(runs, timeline, segment);
    if (suffixes.length === 0) continue;
    if (suffixes.length === 1) return undefined;
    const [plain, packed] = [suffixes[0] ?? '', suffixes.at(-1) ?? ''];
    return { segment: name, plain: `${path}/${name}${plain}`, packed: `${path}/${name}${packed}` };
  }
  return undefined;
}
