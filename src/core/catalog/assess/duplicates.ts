import type { Finding } from '../../ground/finding';
import { segmentName } from '../../wal/segmentName';
import type { WalGeometry } from '../../wal/geometry';
import { type ArchiveEvidence, segmentPath } from '../read/archiveEvidence';
import { mergeRanges, type RepeatedSegment } from '../find/inventory';
import { joinRuns } from '../../model/findingRuns';
import type { SegmentRun } from '../../model/requiredWal';
import type { WalRequirement } from './walRequirement';

/**
 * Required segments that one archive has both plain and compressed. Which one a server gets depends on its
 * restore_command, so a fault in one of them counts although the other is good; without a fault it is only noted that
 * the contents were not compared.
 */
export function duplicateFindings(
  { geometry, ranges }: WalRequirement,
  runs: readonly SegmentRun[],
  archives: readonly ArchiveEvidence[],
): Finding[] {
  if (geometry === undefined || ranges === undefined) return [];
  const findings: Finding[] = [];
  for (const archive of archives) {
    findings.push(...repeatedFindings(archive, geometry, runs));
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
  return joinRuns(findings, geometry).slice(0, MOST);
}

/**
 * Segments with two files of one compression in an archive: two contents, because the tool puts a checksum into the
 * name. The tool then restores neither. Those in `required` are errors, all others warnings.
 *
 * @param required undefined for those of the whole archive
 */
export function repeatedFindings(
  { segments, path }: ArchiveEvidence,
  geometry: WalGeometry,
  required?: readonly SegmentRun[],
): Finding[] {
  const isRequired = ({ timeline, segment }: RepeatedSegment): boolean =>
    required === undefined ||
    required.some(
      (run) =>
        run.archive === path && run.timeline === timeline && run.first <= segment && segment <= run.last,
    );
  const repeated = segments.runs(geometry).repeated.filter(isRequired).slice(0, MOST_SEGMENTS);
  const findings = repeated.map(({ timeline, segment, suffix }): Finding => {
    const name = segmentName(timeline, segment, geometry);
    return {
      code: 'duplicate-segment',
      severity: required === undefined ? 'warning' : 'error',
      file: segmentPath(path, name, suffix),
      segment: name,
      args: { segment: name, reason: 'two-files', directory: path },
    };
  });
  return joinRuns(findings, geometry).slice(0, MOST);
}

/** No more findings than this. */
const MOST = 100;
/** The most segments that are compared: whole archives may be duplicates. */
const MOST_SEGMENTS = 20_000;

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
      for (let segment = first; segment <= last && found.length < MOST_SEGMENTS; segment++) {
        found.push([range.timeline, segment]);
      }
    }
  }
  return found;
}
