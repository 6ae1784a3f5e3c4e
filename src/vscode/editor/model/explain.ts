import { rangeCount, segmentName } from '../../../core/wal/segmentName';
import { formatBytes } from '../../../core/ground/sizes';
import { segmentsPerLog } from '../../../core/wal/geometry';
import { formatLsn } from '../../../core/ground/lsn';
import { Markdown, safe } from './markdown';
import type { WalView } from './walView';

/** Sentences that explain unexpected entries in the list of segments; none if nothing is unexpected. */
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
    const name = (segment: number): string => segmentName(range.timeline, segment, view.geometry);
    return { last: name(next - 1), next: name(next) };
  }
  return undefined;
}

function skippedLast(view: WalView): Markdown | undefined {
  const crossing = view.geometry.skipsLastSegment ? crossesLog(view) : undefined;
  if (crossing === undefined) return undefined;
  const ending = Markdown.code(segmentsPerLog(view.geometry).toString(16).toUpperCase());
  return safe`Up to 9.2, the last segment of a log file (its name ends in ${ending}) is never used, so ${Markdown.code(crossing.next)} follows ${Markdown.code(crossing.last)}.`;
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
  return safe`The timeline changed from ${from} to ${last.timeline}${where} during the backup. The first segment of a new timeline begins with the end of the old one. The old timeline’s file of that number is therefore not needed.`;
}

function compressed(view: WalView): Markdown | undefined {
  const compressedRuns = (view.required?.runs ?? []).filter(
    (run) => run.state !== 'missing' && run.suffix !== '',
  );
  const suffix = compressedRuns[0]?.suffix;
  if (suffix === undefined) return undefined;
  const count = compressedRuns.reduce((sum, run) => sum + rangeCount(run), 0);
  const which =
    count === view.required?.count
      ? safe`These segments are`
      : count === 1
        ? safe`One of these segments is`
        : safe`${count} of these segments are`;
  return safe`${which} compressed (${suffix}), so the restore\\_command must decompress them.`;
}

/** The reason if there is no list, or no state in it. */
function notKnown(view: WalView): Markdown | undefined {
  const { facts, required, set, scanned } = view;
  if (facts.kind === 'timeline-history' || required?.runs !== undefined) return undefined;
  if (!scanned) return safe`The folder is still being read, so the state of the WAL is not known yet.`;
  const where =
    set === undefined ? safe`This file does not belong to any backup in the opened folders. ` : safe``;
  if (required !== undefined) return safe`${where}It is unknown whether the segments are present.`;
  if (facts.start === undefined)
    return safe`${where}The required WAL cannot be listed without a readable start location.`;
  if (facts.start.timeline !== facts.stop?.timeline && facts.stop !== undefined) {
    return safe`${where}The timeline changed during the backup and the timeline history file is missing, so the required WAL cannot be listed.`;
  }
  return facts.kind === 'label'
    ? safe`${where}A label does not contain the stop location, so the required WAL cannot be listed.`
    : safe`${where}The required WAL cannot be listed without a readable stop location after the start location.`;
}

/** Names the assumptions. */
function assumed(view: WalView): Markdown | undefined {
  const size = formatBytes(view.geometry.segmentSize);
  if (view.basis === 'assumed') {
    return safe`The segment size is unknown, so the default of ${size} is assumed.`;
  }
  if (!view.skipKnown && crossesLog(view) !== undefined) {
    return safe`The server version is unknown, so 9.3 or later is assumed. Up to 9.2, the last segment of every log file is never used.`;
  }
  if (view.basis === 'label') {
    return safe`The segment size of ${size} is derived from the file name next to the location.`;
  }
  return undefined;
}
