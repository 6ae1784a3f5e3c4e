import type { ReportArchive, ReportTimeline, ReportWindow } from '../../core/report/report';
import { counted, formatBytes } from '../../core/ground/sizes';
import { segmentOfEnd, walGeometry } from '../../core/wal/geometry';
import { parseLsn } from '../../core/ground/lsn';
import { segmentName } from '../../core/wal/segmentName';
import { findingLines } from './findingLines';
import { type Look, type Paint, printable } from './layout';
import { layoutName } from '../../core/model/layout';
import { rangeText } from './setLines';

/** One archive in one line of `list`. */
export function archiveSummary(archive: ReportArchive): string {
  const timelines = archive.timelines.map((timeline) => {
    const gaps = timeline.gaps.length === 0 ? '' : `, ${counted(timeline.gaps.length, 'gap')}`;
    return `timeline ${timeline.timeline}: ${counted(segmentsOf(timeline), 'segment')}${gaps}${forkText(timeline)}`;
  });
  return `${printable(archive.path)}  ${timelines.length === 0 ? 'no segments' : timelines.join('; ')}`;
}

/** Everything about one archive, as `archive` shows it. */
export function* archiveDetails(archive: ReportArchive, look: Look): Generator<string> {
  yield printable(archive.path);
  const size = archive.walSegmentSize === null ? '' : ` of ${formatBytes(archive.walSegmentSize)}`;
  const system = archive.systemIdentifier === null ? '' : `, system identifier ${archive.systemIdentifier}`;
  const files = counted(archive.segmentCount, 'segment');
  yield `    ${layoutName(archive.layout)}, ${files}${size}, ${formatBytes(BigInt(archive.bytes))} on disk${system}`;
  for (const window of newestFirst(archive.windows)) yield windowLine(window, archive);
  for (const { name, time, lsn, timeline } of archive.restorePoints) {
    yield `    restore point  "${printable(name)}"  ${wholeSeconds(time)}  (timeline ${timeline}, ${lsn})`;
  }
  for (const timeline of archive.timelines) yield* timelineLines(timeline, look.paint);
  for (const { file, ...finding } of archive.findings) {
    const elsewhere = file === undefined || file === archive.path ? {} : { file };
    yield* findingLines({ ...finding, ...elsewhere }, '    ', look);
  }
}

/** Most readers want the latest time: that of the newest timeline, from the newest backup. */
function newestFirst(windows: readonly ReportWindow[]): ReportWindow[] {
  return [...windows].reverse().sort((a, b) => b.timeline - a.timeline);
}

/** Timelines that forked off this one after the end of a window: recovery along them reaches the window too. */
function alsoAlong(
  { timeline, toLsn }: Pick<ReportWindow, 'timeline' | 'toLsn'>,
  { timelines }: Pick<ReportArchive, 'timelines'>,
): number[] {
  const end = parseLsn(toLsn) ?? 0n;
  return timelines
    .filter(
      (other) =>
        other.parent === timeline &&
        other.timeline > timeline &&
        (parseLsn(other.switchLsn ?? '') ?? -1n) >= end,
    )
    .flatMap((other) => [other.timeline, ...alsoAlong({ timeline: other.timeline, toLsn }, { timelines })]);
}

function windowLine(window: ReportWindow, archive: ReportArchive): string {
  const { timeline, fromTime, fromLsn, toTime, toLsn, setId } = window;
  const from = wholeSeconds(fromTime ?? fromLsn);
  const to = wholeSeconds(toTime ?? toLsn);
  const span = from === to ? from : `${from} → ${to}`;
  const others = alsoAlong(window, archive);
  const lines = others.length === 0 ? `timeline ${timeline}` : `timelines ${joined([timeline, ...others])}`;
  const where = `${lines}, ${fromLsn} – ${toLsn}${endWords(window, archive)}`;
  return `    recoverable  ${printable(span)}  (${where}, from ${printable(setId)})`;
}

/** `1 and 2`, `1, 2 and 3`. */
function joined(numbers: readonly number[]): string {
  return `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1) ?? ''}`;
}

/** Why recovery stops, if a gap is the reason. */
function endWords({ timeline, toLsn }: ReportWindow, { timelines, walSegmentSize }: ReportArchive): string {
  const end = parseLsn(toLsn);
  if (end === undefined || walSegmentSize === null) return '';
  const size = BigInt(walSegmentSize);
  const fork = parseLsn(timelines.find((own) => own.timeline === timeline)?.switchLsn ?? '') ?? 0n;
  // A report does not contain whether the server skips the last segment of each log file; the names of gaps show it.
  const next = [90200, 90300].map((version) => {
    const geometry = walGeometry(walSegmentSize, version);
    return segmentName(1, segmentOfEnd(end, geometry) + 1, geometry).slice(8);
  });
  // An older timeline counts up to the segment in which this one forked off.
  const beforeFork = (end + size - 1n) / size < fork / size;
  for (const other of timelines) {
    if (other.timeline !== timeline && (other.timeline > timeline || !beforeFork)) continue;
    const gap = other.gaps.find(({ first }) => next.includes(first.slice(8)));
    if (gap === undefined) continue;
    return gap.first < (other.ranges[0]?.first ?? '')
      ? ', then continues on the wrong branch'
      : ', ends at a gap';
  }
  return '';
}

/** Without a fraction of zeros. */
function wholeSeconds(time: string): string {
  return time.replace(/\.0+(?= |$)/, '');
}

function* timelineLines(timeline: ReportTimeline, paint: Paint): Generator<string> {
  const count = counted(segmentsOf(timeline), 'segment');
  yield `    timeline ${timeline.timeline}: ${count}${forkText(timeline)}`;
  // Ranges and gaps alternate; the names of one timeline sort as their segments do.
  const lines = [
    ...timeline.ranges.map((range) => ({ range, gap: false })),
    ...timeline.gaps.map((range) => ({ range, gap: true })),
  ].sort((a, b) => (a.range.first < b.range.first ? -1 : 1));
  for (const { range, gap } of lines) {
    const text = `${rangeText(range)}  ${counted(range.count, 'segment')}`;
    yield gap ? paint('red', `      gap  ${text} missing`) : `           ${text}`;
  }
}

function segmentsOf(timeline: ReportTimeline): number {
  return timeline.ranges.reduce((sum, range) => sum + range.count, 0);
}

function forkText({ parent, switchLsn }: ReportTimeline): string {
  if (parent === null) return '';
  return `, forked from timeline ${parent}${switchLsn === null ? '' : ` at ${switchLsn}`}`;
}
