import type { WalArchive } from '../model/walArchive';
import type { TimelineHistory } from '../wal/timelines';
import type { WalGeometry } from '../wal/geometry';
import { type TimelinePath, timelinePath } from '../wal/timelinePath';

/** The timelines of a scope, and the path that leads to each of them. */
export interface TimelinePaths {
  /** Every timeline that holds WAL or is an ancestor of one, ascending. */
  readonly timelines: readonly number[];
  readonly newest: number | undefined;
  readonly pathTo: (timeline: number) => TimelinePath;
  readonly parentOf: (timeline: number) => number | undefined;
}

/** The timeline paths through some archives of one server, from the histories that could be read. */
export function timelinePathsOf(archives: readonly WalArchive[], geometry: WalGeometry): TimelinePaths {
  const histories = new Map<number, TimelineHistory>();
  for (const archive of archives)
    for (const [timeline, history] of archive.histories) histories.set(timeline, history);
  const found = new Set<number>(histories.keys());
  for (const { runs, partials } of archives)
    for (const { timeline } of [...runs, ...partials]) found.add(timeline);
  for (const { switches } of histories.values()) for (const { timeline } of switches) found.add(timeline);
  const timelines = [...found].sort((a, b) => a - b);
  const paths = new Map<number, TimelinePath>();
  return {
    timelines,
    newest: timelines.at(-1),
    pathTo: (timeline) => {
      const path = paths.get(timeline) ?? timelinePath(timeline, historyOf(timeline, histories), geometry);
      paths.set(timeline, path);
      return path;
    },
    parentOf: (timeline) => historyOf(timeline, histories)?.switches.at(-1)?.timeline,
  };
}

/** Its own history; otherwise the part of it that the history of a later timeline contains. */
function historyOf(
  timeline: number,
  histories: ReadonlyMap<number, TimelineHistory>,
): TimelineHistory | undefined {
  const own = histories.get(timeline);
  if (own !== undefined) return own;
  for (const { switches } of histories.values()) {
    const at = switches.findIndex((change) => change.timeline === timeline);
    if (at > 0) return { timeline, switches: switches.slice(0, at) };
  }
  return undefined;
}
