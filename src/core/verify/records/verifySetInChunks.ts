import { segmentOfEnd, segmentOfStart } from '../../wal/geometry';
import type { ChunkSpec } from './chunk';
import type { JoinedWalk } from './joinChunks';
import { judgeSet } from './judgeSet';
import { requiredEnd, type SetFacts, type SetVerification } from './setVerification';
import { type ChunkPlan, type RunChunk, walkInChunks } from './walkInChunks';

/**
 * `verifySetRecords`, with the walk divided into chunks that run in parallel. Undefined if that is not possible: the range is
 * not known in advance, or is too short to be worth it.
 */
export async function verifySetInChunks(
  input: SetFacts,
  plan: ChunkPlan,
  run: RunChunk,
): Promise<SetVerification | undefined> {
  const spec = wholeRange(input);
  if (spec === undefined || spec.lastSegment - spec.firstSegment < plan.segmentsPerChunk) return undefined;
  const joined = await walkInChunks(input, spec, plan, run);
  if (needsMore(input, joined)) return undefined;
  return judgeSet(input, joined, joined.seen);
}

function wholeRange(input: SetFacts): ChunkSpec | undefined {
  const { geometry, start, checkpoint, takenFrom } = input;
  const end = requiredEnd(input);
  if (end === 0n) return undefined;
  const standby = takenFrom === 'standby';
  return {
    firstSegment: segmentOfStart(start, geometry),
    lastSegment: segmentOfEnd(end, geometry),
    start,
    watch: { start, checkpoint },
    ...(standby ? { limit: end } : { stopAtBackupEnd: true }),
  };
}

/** If the stop location was wrong, or pg_control requires more than the backup's end, the walk has to continue. */
function needsMore(input: SetFacts, { seen, end }: JoinedWalk): boolean {
  if (end.kind === 'canceled' || input.takenFrom === 'standby') return false;
  if (seen.backupEnd === undefined) return end.kind === 'range-end';
  return (input.minRecoveryPoint ?? 0n) > seen.backupEnd.end;
}
