import { timeText } from '../../proofs/windows';
import type { StopSearch } from '../../verify/records/findStop';
import type { Match } from './match';

/**
 * The time of the place where recovery stops, in UTC with microseconds; null if nothing that was read has it.
 *
 * - A time or a transaction: that of the commit or abort at which it stops, as the server's log names it.
 * - A restore point: when it was made.
 * - The end of the backup: the stop time of the backup history file, which has whole seconds.
 * - The end of the WAL: the last commit or abort.
 *
 * An LSN has a time only if it is one of these places.
 */
export function stopTimeOf({ path, target, lsn }: Match, stop: StopSearch | undefined): string | null {
  if (stop?.kind === 'found' && stop.time !== undefined) return timeText(stop.time);
  const { set, toLsn, toTime, knownTimes } = path;
  if (target.kind === 'immediate' || (lsn !== undefined && lsn === set.stop.lsn)) return writtenStop(path);
  if (target.kind === 'end' || (lsn !== undefined && lsn === toLsn))
    return toTime === undefined ? null : timeText(toTime);
  const point = knownTimes.find((known) => known.name !== undefined && known.lsn === lsn);
  return point === undefined ? null : timeText(point.time);
}

function writtenStop({ set: { stop } }: Match['path']): string | null {
  return stop.time?.epochMs === undefined ? null : timeText(stop.time.epochMs * 1000);
}
