import {
  LARGEST_ORIGIN_CHECKPOINT,
  originCheckpointProblem,
} from '../../../formats/cluster/originCheckpoint';
import { LARGEST_SLOT_STATE, slotStateProblem } from '../../../formats/cluster/slotState';
import { transactionOfTwoPhaseFile, twoPhaseProblem } from '../../../formats/cluster/twoPhaseFile';
import type { Look } from '../look';

const SLOTS_SINCE = 90400;
const ORIGINS_SINCE = 90500;
/** Up to 11 a server removes a file that it cannot use, and the prepared transaction with it. */
const TWO_PHASE_REFUSED_SINCE = 120000;
/** A prepared transaction with a hundred thousand locks or subtransactions. */
const LARGEST_TWO_PHASE = 16 * 1024 * 1024;
/** Slots that are being made, or removed, have this ending: a server removes them when it starts. */
const UNFINISHED = '.tmp';

/**
 * Replication slots (`RestoreSlotFromDisk` in slot.c): a server panics over a state that it cannot read. The restore steps
 * remove all slots, so that is a warning.
 */
export async function checkSlots(look: Look): Promise<void> {
  const { versionNum } = look.input;
  if (versionNum !== undefined && versionNum < SLOTS_SINCE) return;
  for (const { name: slot, kind } of await look.list('pg_replslot')) {
    if (look.aborted) return;
    if (kind !== 'directory' || slot.endsWith(UNFINISHED)) continue;
    const name = `pg_replslot/${slot}/state`;
    const bytes = await look.read(name, LARGEST_SLOT_STATE);
    if (bytes === undefined) continue;
    if (bytes === 'missing') look.addFile('missing-file', 'warning', name, { reason: 'slot' });
    else {
      const problem = slotStateProblem(bytes, versionNum);
      if (problem !== undefined)
        look.addFile('damaged-state-file', 'warning', name, { reason: 'slot', problem });
    }
  }
}

/** Progress of replication (`StartupReplicationOrigin` in origin.c). The file need not be there. */
export async function checkOrigins(look: Look): Promise<void> {
  const { versionNum } = look.input;
  if (versionNum !== undefined && versionNum < ORIGINS_SINCE) return;
  const name = 'pg_logical/replorigin_checkpoint';
  const bytes = await look.read(name, LARGEST_ORIGIN_CHECKPOINT);
  if (bytes === undefined || bytes === 'missing') return;
  const problem = originCheckpointProblem(bytes);
  if (problem !== undefined) look.addFile('damaged-state-file', 'error', name, { reason: 'origin', problem });
}

/**
 * Prepared transactions (`restoreTwoPhaseData` in twophase.c). A server removes those that began after the checkpoint from
 * which it recovers: their records are in the WAL.
 */
export async function checkTwoPhase(look: Look): Promise<void> {
  const { versionNum, control } = look.input;
  const next = control?.counters?.nextXid;
  for (const { name: file, kind } of await look.list('pg_twophase')) {
    if (look.aborted) return;
    const xid = transactionOfTwoPhaseFile(file);
    if (kind !== 'file' || xid === undefined) continue;
    if (next !== undefined && !isBefore(xid, next)) continue;
    const name = `pg_twophase/${file}`;
    const bytes = await look.read(name, LARGEST_TWO_PHASE);
    if (bytes === undefined || bytes === 'missing') continue;
    const problem = twoPhaseProblem(bytes, xid, versionNum);
    if (problem === undefined) continue;
    const isRefused = versionNum === undefined || versionNum >= TWO_PHASE_REFUSED_SINCE;
    const reason = isRefused ? 'two-phase' : 'two-phase-lost';
    look.addFile('damaged-state-file', 'error', name, { reason, problem, xid });
  }
}

/** Whether a transaction number is older than another: numbers wrap (`TransactionIdPrecedes`). */
function isBefore(xid: number, other: number): boolean {
  return ((xid - other) | 0) < 0;
}
