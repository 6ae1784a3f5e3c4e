/** What the transaction log (`pg_xact`, up to 9.6 `pg_clog`) says of a transaction; `open` if it does not decide. */
export type TransactionState = 'committed' | 'aborted' | 'open';

/** Numbers below this are not of transactions: bootstrap and frozen rows (`transam.h`). */
const FIRST_NORMAL = 3;
const BOOTSTRAP = 1;
const FROZEN = 2;
const TRANSACTIONS_PER_BYTE = 4;
/** Pages in each file of the log (`SLRU_PAGES_PER_SEGMENT`). */
const PAGES_PER_FILE = 32;

/** Where the state of a transaction is: the file's name, and the byte in it (`clog.c`). */
export function logPlace(xid: number, pageSize: number): { readonly file: string; readonly byte: number } {
  const bytes = PAGES_PER_FILE * pageSize;
  const byte = Math.floor(xid / TRANSACTIONS_PER_BYTE);
  const file = Math.floor(byte / bytes)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0');
  return { file, byte: byte % bytes };
}

/**
 * The state of a transaction. Two bits each, the lowest first: 0 in progress (also after a crash), 1 committed,
 * 2 aborted, 3 a subtransaction whose parent decides.
 *
 * @param bytes the content of the file that `logPlace` names; undefined if there is none
 */
export function transactionState(
  xid: number,
  pageSize: number,
  bytes: Uint8Array | undefined,
): TransactionState {
  if (xid < FIRST_NORMAL) return xid === BOOTSTRAP || xid === FROZEN ? 'committed' : 'aborted';
  const value = bytes?.[logPlace(xid, pageSize).byte];
  if (value === undefined) return 'open';
  const state = (value >>> ((xid % TRANSACTIONS_PER_BYTE) * 2)) & 3;
  if (state === 1) return 'committed';
  return state === 2 ? 'aborted' : 'open';
}
