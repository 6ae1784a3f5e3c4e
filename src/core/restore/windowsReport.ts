import type { Catalog } from '../model/catalog';
import { latestWindow, type RecoveryWindow } from '../model/recoveryWindow';
import type { WalArchive } from '../model/walArchive';
import { archiveToReport, rangeToReport } from '../report/toReport';
import type { ReportRange, ReportWindow } from '../report/report';
import { formatLsn } from '../ground/lsn';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../wal/geometry';
import type { SegmentRange } from '../wal/segmentName';

/** The recoverable periods of archives, as plain JSON. */
export interface WindowsReport {
  readonly reportVersion: 1;
  readonly archives: readonly ArchiveWindows[];
}

export interface ArchiveWindows {
  readonly path: string;
  readonly systemIdentifier: string | null;
  readonly windows: readonly ReportWindow[];
  /** The latest moment that can be recovered to; null if none is known. */
  readonly latest: LatestPoint | null;
  readonly gaps: readonly WindowGap[];
}

export interface LatestPoint {
  readonly time: string | null;
  readonly lsn: string;
  readonly timeline: number;
}

export interface WindowGap {
  readonly range: ReportRange;
  /** The last commit before the gap and the first one after it, if records on that side were read. */
  readonly fromTime: string | null;
  readonly toTime: string | null;
  /** Sets that need WAL in the gap, and sets from which recovery ends there. */
  readonly setIds: readonly string[];
}

/** What `windows` prints of these archives. */
export function windowsReport(
  archives: readonly WalArchive[],
  { sets }: Pick<Catalog, 'sets'>,
): WindowsReport {
  return {
    reportVersion: 1,
    archives: archives.map((archive) => ({
      path: archive.path,
      systemIdentifier: archive.systemIdentifier === undefined ? null : String(archive.systemIdentifier),
      windows: archiveToReport(archive).windows,
      latest: latestPoint(archive),
      gaps: gapsOf(archive, sets),
    })),
  };
}

/** The latest moment that can be recovered to. */
export function latestPoint({ windows }: Pick<WalArchive, 'windows'>): LatestPoint | null {
  const last = latestWindow(windows);
  if (last === undefined) return null;
  return { time: last.toTime ?? null, lsn: formatLsn(last.toLsn), timeline: last.timeline };
}

function gapsOf(archive: WalArchive, sets: Catalog['sets']): WindowGap[] {
  const { geometry, timelines, windows, path } = archive;
  if (geometry === undefined) return [];
  const own = sets.filter((set) => set.archives.includes(path));
  return timelines.flatMap(({ gaps }) =>
    gaps.map((gap) => {
      const ending = windows.filter((window) => endsAt(window, gap, geometry));
      const following = windows.filter(
        ({ timeline, fromLsn }) => timeline === gap.timeline && segmentOfStart(fromLsn, geometry) > gap.last,
      );
      const lacking = own.filter(({ missing }) => missing.some((range) => overlaps(range, gap)));
      const ids = [...lacking.map(({ id }) => id), ...ending.map(({ setId }) => setId)];
      return {
        range: rangeToReport(gap, geometry),
        fromTime: extreme(
          ending.map(({ toTime }) => toTime),
          'last',
        ),
        toTime: extreme(
          following.map(({ fromTime }) => fromTime),
          'first',
        ),
        setIds: [...new Set(ids)],
      };
    }),
  );
}

/** The gap may be on an older timeline than that of the window. */
function endsAt({ timeline, toLsn, end }: RecoveryWindow, gap: SegmentRange, geometry: WalGeometry): boolean {
  if (end?.kind === 'gap' || end?.kind === 'wrong-branch')
    return end.timeline === gap.timeline && gap.first <= end.segment && end.segment <= gap.last;
  return timeline === gap.timeline && segmentOfEnd(toLsn, geometry) + 1 === gap.first;
}

function overlaps(a: SegmentRange, b: SegmentRange): boolean {
  return a.timeline === b.timeline && a.first <= b.last && b.first <= a.last;
}

function extreme(times: readonly (string | undefined)[], which: 'first' | 'last'): string | null {
  const known = times.filter((time) => time !== undefined).sort();
  return (which === 'first' ? known[0] : known.at(-1)) ?? null;
}
