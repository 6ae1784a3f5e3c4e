import { joinSpans } from '../../wal/commits/commitTimes';
import { segmentOfStart } from '../../wal/geometry';
import { judgeSet, type SetWalk } from './judgeSet';
import { requiredEnd, type SetInput, type SetVerification } from './setVerification';
import { SetWatcher, watching } from './setRecords';
import { type RangeWalk, walkRange } from './walkRange';

/** Segment numbers stay below 2^44. */
const NO_LAST_SEGMENT = 2 ** 44;

/**
 * Reads every record of a set's WAL from its start to where a server would declare the restored cluster consistent, and
 * judges the set by them. Never rejects.
 */
export async function verifySetRecords(input: SetInput): Promise<SetVerification> {
  const watcher = new SetWatcher({ start: input.start, checkpoint: input.checkpoint });
  const required = requiredEnd(input);
  const firstSegment = segmentOfStart(input.start, input.geometry);
  const range = {
    firstSegment,
    lastSegment: NO_LAST_SEGMENT,
    start: input.start,
    ...(input.takenFrom === 'standby' && required > 0n ? { limit: required } : {}),
  };
  const listener = watching(watcher, input.takenFrom !== 'standby');
  const walk = await walkRange(input, range, listener);
  return judgeSet(input, await toRecoveryPoint(input, walk, watcher), watcher.seen);
}

/** A primary's pg_control can require more than the backup's end; recovery then waits for that too. */
async function toRecoveryPoint(input: SetInput, walk: RangeWalk, watcher: SetWatcher): Promise<SetWalk> {
  const first = setWalk(walk);
  const end = watcher.seen.backupEnd?.end;
  const point = input.minRecoveryPoint ?? 0n;
  if (walk.end.kind !== 'stopped' || end === undefined || point <= end) return first;
  const range = { firstSegment: segmentOfStart(end, input.geometry), lastSegment: NO_LAST_SEGMENT };
  const rest = setWalk(await walkRange(input, { ...range, start: end, limit: point }, () => undefined));
  return {
    ...rest,
    records: first.records + rest.records,
    ...(rest.commits === undefined || first.commits === undefined
      ? {}
      : { commits: joinSpans(first.commits, rest.commits) }),
    reached: rest.reached ?? first.reached,
    leftover: first.leftover ?? rest.leftover,
  };
}

function setWalk({ end, reached, leftover, walker }: RangeWalk): SetWalk {
  const walked = { end, reached, leftover, records: walker?.records ?? 0, magic: walker?.expect.magic };
  return walker === undefined ? walked : { ...walked, commits: walker.commits.span };
}
