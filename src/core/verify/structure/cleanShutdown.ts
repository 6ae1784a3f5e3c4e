import type { Lsn } from '../../ground/lsn';
import { segmentOfStart } from '../../wal/geometry';
import { decodeXlogRecord, lsnOf } from '../../wal/xlogRecord';
import { walkRange } from '../records/walkRange';
import type { CleanShutdown, StructureInput } from './structureInput';

/** Segment numbers stay below 2^44. */
const NO_LAST_SEGMENT = 2 ** 44;

/**
 * A copy of a server that was shut down cleanly needs no label: pg_control says so, its checkpoint is the last record of its own
 * WAL, and recovery has nothing to do (StartupXLOG in xlog.c). Undefined if any of that is not so. That no page is newer remains to
 * be looked at.
 */
export async function findCleanShutdown(input: StructureInput): Promise<CleanShutdown | undefined> {
  const { shutdown, control } = input;
  if (shutdown === undefined || control?.state !== 'shut down' || !control.crcOk) return undefined;
  // A restored backup that did not reach its end must not start so.
  if (control.backupEndRequired === true || control.backupStartPoint !== 0n) return undefined;
  const { checkpointLsn: checkpoint, redoLsn, timeline } = control;
  if (redoLsn !== checkpoint) return undefined;
  let end: Lsn | undefined;
  const firstSegment = segmentOfStart(checkpoint, shutdown.geometry);
  const range = { firstSegment, lastSegment: NO_LAST_SEGMENT, start: checkpoint };
  const walk = await walkRange(shutdown, range, (view, at, length, walker) => {
    if (lsnOf(walker.lastHigh, walker.lastLow) !== checkpoint) return;
    const event = decodeXlogRecord(view, at, length, walker.expect);
    if (event?.kind === 'checkpoint' && event.shutdown && event.redo === checkpoint)
      end = lsnOf(walker.endHigh, walker.endLow);
  });
  const isLast = walk.end.kind === 'cut' && end !== undefined && walk.reached === end;
  return isLast && end !== undefined ? { checkpoint, end, timeline } : undefined;
}
