import type { WalArchive } from '../../core/model/walArchive';
import { type DistinctWindow, distinctWindows } from '../../core/proofs/distinctWindows';
import { earlyEnd, type EarlyEnd } from '../../core/proofs/earlyEnd';
import type { ReportArchive, ReportTimeline } from '../../core/report/report';
import { archiveToReport } from '../../core/report/toReport';
import { counted, formatBytes } from '../../core/ground/sizes';
import { formatLsn } from '../../core/ground/lsn';
import { findingLines } from './findingLines';
import { type TextStyle, type Paint, printable } from './layout';
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
export function* archiveDetails(read: WalArchive, look: TextStyle): Generator<string> {
  const archive = archiveToReport(read);
  yield printable(archive.path);
  const size = archive.walSegmentSize === null ? '' : ` of ${formatBytes(archive.walSegmentSize)}`;
  const system = archive.systemIdentifier === null ? '' : `, system identifier ${archive.systemIdentifier}`;
  const files = counted(archive.segmentCount, 'segment');
  yield `    ${layoutName(archive.layout)}, ${files}${size}, ${formatBytes(BigInt(archive.bytes))} on disk${system}`;
  for (const window of newestFirst(distinctWindows(read))) yield windowLine(window, read);
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
function newestFirst(windows: readonly DistinctWindow[]): DistinctWindow[] {
  return [...windows].reverse().sort((a, b) => b.timeline - a.timeline);
}

function windowLine(window: DistinctWindow, archive: WalArchive): string {
  const { timeline, fromTime, fromLsn, toTime, toLsn, setId, along } = window;
  const [first, last] = [formatLsn(fromLsn), formatLsn(toLsn)];
  const from = wholeSeconds(fromTime ?? first);
  const to = wholeSeconds(toTime ?? last);
  const span = from === to ? from : `${from} → ${to}`;
  const lines = along.length === 1 ? `timeline ${timeline}` : `timelines ${joined(along)}`;
  const end = earlyEnd(window, archive);
  const where = `${lines}, ${first} – ${last}${end === undefined ? '' : END_WORDS[end.kind]}`;
  return `    recoverable  ${printable(span)}  (${where}, from ${printable(setId)})`;
}

/** `1 and 2`, `1, 2 and 3`. */
function joined(numbers: readonly number[]): string {
  return `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1) ?? ''}`;
}

const END_WORDS: Record<EarlyEnd['kind'], string> = {
  gap: ', ends at a gap',
  'wrong-branch': ', then continues with data of the old timeline',
  fault: ', ends at a damaged segment',
  refused: ', a file of the wrong size follows',
  minimal: ', ends where wal_level was set to minimal',
};

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
