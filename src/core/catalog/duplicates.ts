import type { Finding } from '../finding';
import { segmentName } from '../wal/segmentName';
import type { ArchiveDraft } from './archiveDraft';
import { mergeRanges } from './inventory';
import type { SegmentRun } from './model';
import type { SetRange } from './range';

/**
 * Required segments that one archive holds in more than one form. Which of them a server gets depends on its
 * restore_command, so a fault in one of them counts although the other is good; without a fault it is only noted that
 * the contents were not compared.
 */
export function duplicateFindings(
  { geometry, ranges }: SetRange,
  runs: readonly SegmentRun[],
  archives: readonly ArchiveDraft[],
): Finding[] {
  if (geometry === undefined || ranges === undefined) return [];
  const findings: Finding[] = [];
  for (const archive of archives) {
    for (const [timeline, segment] of doubles(archive.segments.runs(geometry).runs, ranges)) {
      const used = runs.find(
        (run) => run.timeline === timeline && run.first <= segment && segment <= run.last,
      );
      if (used?.archive !== archive.path) continue;
      const name = segmentName(timeline, segment, geometry);
      const wrong = used.state === 'wrong';
      findings.push({
        code: 'duplicate-segment',
        severity: wrong ? 'error' : 'info',
        file: `${archive.path}/${name}${used.suffix}`,
        segment: name,
        args: { segment: name, reason: wrong ? 'one-wrong' : 'not-compared', directory: archive.path },
      });
    }
  }
  return findings;
}

/** A bound on what is listed one by one: whole archives may be there twice. */
const MOST = 100;

function doubles(
  runs: readonly { readonly timeline: number; readonly first: number; readonly last: number }[],
  ranges: readonly { readonly timeline: number; readonly first: number; readonly last: number }[],
): [number, number][] {
  const found: [number, number][] = [];
  for (const range of ranges) {
    const inside = runs
      .filter((run) => run.timeline === range.timeline && run.last >= range.first && run.first <= range.last)
      .sort((a, b) => a.first - b.first);
    let end = -1;
    const overlaps = [];
    for (const run of inside) {
      if (run.first <= end) overlaps.push({ ...run, last: Math.min(run.last, end) });
      end = Math.max(end, run.last);
    }
    for (const overlap of mergeRanges(overlaps)) {
      const first = Math.max(overlap.first, range.first);
      const last = Math.min(overlap.last, range.last);
      for (let segment = first; segment <= last && found.length < MOST; segment++) {
        found.push([range.timeline, segment]);
      }
    }
  }
  return found;
}
