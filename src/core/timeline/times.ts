import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import type { WalGeometry } from '../wal/geometry';
import type { Lsn } from '../ground/lsn';
import { timelineOfLsn } from '../wal/timelinePath';
import type { Knot } from './picture';
import { picturePositionOf } from './position';
import type { TimelinePaths } from './timelinePaths';

/** Milliseconds of a UTC time in the format of recovery windows and restore points; null for anything else. */
export function momentMs(text: string | undefined): number | null {
  const [, date = '', clock = ''] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d* UTC$/.exec(text ?? '') ?? [];
  const ms = Date.parse(`${date}T${clock}Z`);
  return Number.isNaN(ms) ? null : ms;
}

interface KnownMoment {
  readonly timeline: number;
  readonly lsn: Lsn;
  readonly ms: number | null;
}

/**
 * The times that were read along the path to a timeline: starts and stops of sets, first and last commits of recovery
 * windows, named restore points. Clocks may jump; a time that would run backwards is left out.
 */
export function knotsOf(
  timeline: number,
  known: readonly KnownMoment[],
  paths: TimelinePaths,
  geometry: WalGeometry,
): Knot[] {
  const path = paths.pathTo(timeline);
  const knots = known
    .filter((seen) => timelineOfLsn(path, seen.lsn - 1n, geometry) === seen.timeline)
    .flatMap(({ lsn, ms }) => (ms === null ? [] : [{ at: picturePositionOf(lsn, geometry), ms }]))
    .sort((a, b) => a.at - b.at || a.ms - b.ms);
  return rising(knots);
}

/** Every time that the catalog connects with a location. */
export function knownMomentsOf(archives: readonly WalArchive[], sets: readonly BackupSet[]): KnownMoment[] {
  const ofSets = sets.flatMap(({ start, stop }) =>
    [start, stop].flatMap((place) =>
      place === undefined
        ? []
        : [{ timeline: place.timeline, lsn: place.lsn, ms: place.time?.epochMs ?? null }],
    ),
  );
  const ofWindows = archives.flatMap(({ windows }) =>
    windows.map(({ timeline, toLsn, toTime }) => ({ timeline, lsn: toLsn, ms: momentMs(toTime) })),
  );
  const ofPoints = archives.flatMap(({ restorePoints = [] }) =>
    restorePoints.map(({ timeline, lsn, time }) => ({ timeline, lsn, ms: momentMs(time) })),
  );
  return [...ofSets, ...ofWindows, ...ofPoints];
}

/**
 * The longest rising sequence, greedily by position: one clock that ran ahead must not hide everything that follows.
 */
function rising(knots: readonly Knot[]): Knot[] {
  const tails: number[] = [];
  const before: number[] = [];
  knots.forEach(({ at, ms }, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const tail = knots[tails[middle] ?? -1];
      if (tail !== undefined && tail.ms < ms && tail.at < at) low = middle + 1;
      else high = middle;
    }
    before[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  });
  const chain: Knot[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const knot = knots[index];
    if (knot !== undefined) chain.unshift(knot);
  }
  return chain;
}
