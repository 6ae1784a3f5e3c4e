import type { HeapRow } from './heapPage';
import type { TransactionState } from './transactionLog';

/** Whether a row counts, as far as a copy shows: `open` if that depends on a transaction that the copy does not decide. */
export type RowState = 'live' | 'dead' | 'open';

/** Bits of a row's `t_infomask` (`htup_details.h`). */
const XMAX_EXCLUSIVE_LOCK = 0x0040;
const XMAX_LOCK_ONLY = 0x0080;
const XMIN_COMMITTED = 0x0100;
const XMIN_INVALID = 0x0200;
const XMIN_FROZEN = XMIN_COMMITTED | XMIN_INVALID;
const XMAX_COMMITTED = 0x0400;
const XMAX_INVALID = 0x0800;
const XMAX_IS_MULTI = 0x1000;
/** Set by VACUUM FULL up to 8.4. */
const MOVED = 0xc000;

/**
 * A row is live if its inserter committed for sure and no transaction may have deleted it; hint bits first, as
 * `HeapTupleSatisfiesVacuum` reads them. What is open is never guessed.
 */
export function rowState(row: HeapRow, stateOf: (xid: number) => TransactionState): RowState {
  if ((row.infomask & MOVED) !== 0) return 'open';
  const inserter = inserterState(row, stateOf);
  if (inserter !== 'committed') return inserter === 'aborted' ? 'dead' : 'open';
  const deleter = deleterState(row, stateOf);
  if (deleter === 'aborted') return 'live';
  return deleter === 'committed' ? 'dead' : 'open';
}

function inserterState({ infomask, xmin }: HeapRow, stateOf: (xid: number) => TransactionState) {
  // From 9.4 both bits together mean frozen.
  if ((infomask & XMIN_FROZEN) !== 0) return (infomask & XMIN_COMMITTED) !== 0 ? 'committed' : 'aborted';
  return stateOf(xmin);
}

/** `aborted` also if there is no deleter: the row was only locked, or not even that. */
function deleterState({ infomask, xmax }: HeapRow, stateOf: (xid: number) => TransactionState) {
  if ((infomask & XMAX_INVALID) !== 0 || xmax === 0) return 'aborted';
  // Up to 9.2 the bit says "shared lock": no deleter either. A lock by one transaction alone may lack it.
  const locked =
    (infomask & XMAX_LOCK_ONLY) !== 0 ||
    (infomask & (XMAX_IS_MULTI | XMAX_EXCLUSIVE_LOCK)) === XMAX_EXCLUSIVE_LOCK;
  if (locked) return 'aborted';
  // Who of several transactions did what is in pg_multixact, which is not read.
  if ((infomask & XMAX_IS_MULTI) !== 0) return 'open';
  return (infomask & XMAX_COMMITTED) !== 0 ? 'committed' : stateOf(xmax);
}
