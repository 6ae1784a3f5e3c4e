import { timelineHistoryName } from '../../core/wal/fileName';
import { parseTimelineHistory } from '../../core/formats/timelineHistory';
import type { WalGeometry } from '../../core/wal/geometry';
import type { Lsn } from '../../core/ground/lsn';
import { rangeCount, segmentName } from '../../core/wal/segmentName';
import { requiredRanges, type TimelinePath, timelinePath } from '../../core/wal/timelinePath';
import { readServerFile } from '../files/readServerFile';
import { walNames } from '../facts/version';
import type { RequiredRange, StopResult } from './backupTypes';
import type { PreparedSession } from './prepareSession';

interface Extent {
  readonly start: Lsn;
  readonly startTimeline: number;
  readonly stop: Lsn;
  readonly stopTimeline: number;
  readonly geometry: WalGeometry;
}

/** The segments from start to stop; never throws, because the label has arrived by now. */
export async function requiredWal(
  prepared: PreparedSession,
  extent: Extent,
): Promise<Pick<StopResult, 'required' | 'note'>> {
  const { start, startTimeline, stop, stopTimeline, geometry } = extent;
  const path = startTimeline === stopTimeline ? undefined : await pathTo(prepared, stopTimeline, geometry);
  const ranges = requiredRanges(start, startTimeline, stop, stopTimeline, path, geometry);
  if (ranges === undefined) {
    const note = `The standby switched from timeline ${startTimeline} to ${stopTimeline} during the backup, but the timeline history file is not readable on the server. Take it from the archive.`;
    return { required: [], note };
  }
  return {
    required: ranges.map((range): RequiredRange => ({
      timeline: range.timeline,
      first: segmentName(range.timeline, range.first, geometry),
      last: segmentName(range.timeline, range.last, geometry),
      count: rangeCount(range),
    })),
  };
}

async function pathTo(
  { session, basics, privileges }: PreparedSession,
  timeline: number,
  geometry: WalGeometry,
): Promise<TimelinePath | undefined> {
  if (!privileges.may('pg_read_binary_file')) return undefined;
  const name = timelineHistoryName(timeline);
  const path = `${walNames(basics.version).folder}/${name}`;
  const signal = new AbortController().signal;
  const piece = { offset: 0, length: 1024 * 1024 };
  const bytes = await readServerFile(session, basics.version.number, path, piece, signal).catch(
    () => undefined,
  );
  const history = bytes === undefined ? undefined : parseTimelineHistory(bytes, timeline).value;
  return history === undefined ? undefined : timelinePath(timeline, history, geometry);
}
