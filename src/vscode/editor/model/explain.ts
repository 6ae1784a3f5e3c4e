import { rangeCount, segmentName } from '../../../core/wal/segmentName';
import { shortSegmentName } from '../../../core/report/words';
import { formatBytes } from '../../../core/ground/sizes';
import { segmentsPerLog } from '../../../core/wal/geometry';
import { formatLsn } from '../../../core/ground/lsn';
import { Markdown, safe } from './markdown';
import type { WalView } from './walView';

/** Sentences for what a reader would otherwise doubt in the list of segments; none where nothing is odd. */
export function explainRequired(view: WalView): Markdown[] {
  return [skippedLast(view), timelineChange(view), compressed(view), notKnown(view), assumed(view)].filter(
    (sentence) => sentence !== undefined,
  );
}

function crossesLog(view: WalView): { last: string; next: string } | undefined {
  const perLog = segmentsPerLog(view.geometry);
  for (const range of view.required?.ranges ?? []) {
    const next = (Math.floor(range.first / perLog) + 1) * perLog;
    if (next > range.last) continue;
    const name = (segment: number): string =>
      shortSegmentName(segmentName(range.timeline, segment, view.geometry));
    return { last: name(next - 1), next: name(next) };
  }
  return undefined;
}

function skippedLast(view: WalView): Markdown | undefined {
  const crossing = view.geometry.skipsLastSegment ? crossesLog(view) : undefined;
  if (crossing === undefined) return undefined;
  const low = segmentsPerLog(view.geometry).toString(16).toUpperCase();
  const skipped = Markdown.code(`…${low}`);
  return safe`Up to 9.2 the segment ${skipped} is never used, so ${Markdown.code(crossing.last)} is followed by ${Markdown.code(crossing.next)}.`;
}

function timelineChange(view: WalView): Markdown | undefined {
  const ranges = view.required?.ranges ?? [];
  const from = ranges[0]?.timeline;
  const last = ranges.at(-1);
  if (from === undefined || last === undefined || last.timeline === from) return undefined;
  const history = view.archives
    .map(({ histories }) => histories.get(last.timeline))
    .find((each) => each !== undefined);
  const switchLsn = history?.switches.find((change) => change.timeline === from)?.switchLsn;
  const where = switchLsn === undefined ? safe`` : safe` at ${Markdown.code(formatLsn(switchLsn))}`;
  return safe`The backup runs on from timeline ${from} to timeline ${last.timeline}${where}; the first segment of a new timeline begins with the end of the old one, so the old one's file of that number is not needed.`;
}

function compressed(view: WalView): Markdown | undefined {
  const compressedRuns = (view.required?.runs ?? []).filter(
    (run) => run.state !== 'missing' && run.suffix !== '',
  );
  const suffix = compressedRuns[0]?.suffix;
  if (suffix === undefined) return undefined;
  const count = compressedRuns.reduce((sum, run) => sum + rangeCount(run), 0);
  const which =
    count === view.required?.count ? safe`These segments lie` : safe`${count} of these segments lie`;
  return safe`${which} there packed (${suffix}); the restore\\_command has to unpack them.`;
}

/** Why there is no list, or no state in it. */
function notKnown(view: WalView): Markdown | undefined {
  const { facts, required, set, scanned } = view;
  if (facts.kind === 'timeline-history' || required?.runs !== undefined) return undefined;
  if (!scanned) return safe`The folder is still being read; the state of the WAL is not known yet.`;
  const where = set === undefined ? safe`This file belongs to no backup in the opened folders. ` : safe``;
  if (required !== undefined) return safe`${where}Whether the segments are there is not known.`;
  if (facts.start === undefined)
    return safe`${where}Without a readable start location the WAL that is needed cannot be listed.`;
  if (facts.start.timeline !== facts.stop?.timeline && facts.stop !== undefined) {
    return safe`${where}The timeline changed during the backup and the history file that shows the way is not there, so the WAL that is needed cannot be listed.`;
  }
  return facts.kind === 'label'
    ? safe`${where}A label does not tell where the backup ended, so the WAL that is needed cannot be listed.`
    : safe`${where}Without a readable stop location behind the start the WAL that is needed cannot be listed.`;
}

/** What had to be assumed, said as such. */
function assumed(view: WalView): Markdown | undefined {
  const size = formatBytes(view.geometry.segmentSize);
  if (view.basis === 'assumed') {
    return safe`The segment size is not known: this assumes PostgreSQL's default of ${size}.`;
  }
  if (!view.skipKnown && crossesLog(view) !== undefined) {
    return safe`The server's version is not known: this assumes 9.3 or later. Up to 9.2 the last segment of every log file is never used.`;
  }
  if (view.basis === 'label') {
    return safe`The segment size of ${size} follows from the file name beside the location.`;
  }
  return undefined;
}
