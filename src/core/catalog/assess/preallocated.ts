import { PREALLOCATED_CODES, type SegmentRun } from '../../model/requiredWal';
import type { WalGeometry } from '../../wal/geometry';
import { rangeNames, type SegmentRange } from '../../wal/segmentName';
import type { ArchiveEvidence } from '../read/archiveEvidence';
import type { CheckedSegments } from './checkSegments';
import { isServerWal } from '../../model/layout';
import { isSizeFault } from '../../model/recovery/windowEnd';

/**
 * The WAL up to the last written segment, for a set whose end is unknown. In a copied WAL directory preallocated files
 * follow, or one that was not copied whole: none of them is needed. After the first of them only others may follow; otherwise it is a
 * fault like any other. Later files that were not opened count as preallocated too.
 */
export function withoutPreallocated(
  checked: CheckedSegments,
  ranges: readonly SegmentRange[],
  archives: readonly Pick<ArchiveEvidence, 'path' | 'layout'>[],
  geometry: WalGeometry,
): { readonly checked: CheckedSegments; readonly ranges: readonly SegmentRange[] } {
  const own = new Set(archives.filter(isServerWal).map(({ path }) => path));
  const isReady = ({ code, archive }: SegmentRun): boolean =>
    (PREALLOCATED_CODES.has(code) || isSizeFault(code)) && archive !== undefined && own.has(archive);
  const { runs } = checked;
  const end = runs.findIndex(isReady);
  const [written, ready] = [runs.slice(0, end), runs.slice(end)];
  const last = written.at(-1)?.last;
  if (end <= 0 || last === undefined || !ready.every((run) => isReady(run) || isUnopened(run))) {
    return { checked, ranges };
  }
  const files = new Set(ready.filter(isReady).flatMap((run) => [...rangeNames(run, geometry)]));
  const findings = checked.findings.filter(({ segment }) => segment === undefined || !files.has(segment));
  return {
    checked: { ...checked, runs: written, findings },
    ranges: ranges.map((range) => ({ ...range, last: Math.min(range.last, last) })),
  };
}

function isUnopened({ state, level }: SegmentRun): boolean {
  return state === 'present' && level === 'names';
}
