import { hasStateChecksum } from './stateChecksum';

/** Why a server does not accept a file of a prepared transaction. */
export type TwoPhaseProblem = 'size' | 'magic' | 'checksum';

/** 0x57F94531 (9.0) to 0x57F94534: the last digit counts the changes. */
const MAGIC = 0x57f9453;
/** Magic number, length, transaction; what follows differs by version. */
const LEAST = 16;
const CHECKSUM_BYTES = 4;
const NAME = /^(?:[0-9A-F]{8}|[0-9A-F]{16})$/;

/** The transaction of a file in `pg_twophase`: 8 digits, from 17 on 16 with the epoch first. Undefined: no such file. */
export function transactionOfTwoPhaseFile(name: string): number | undefined {
  return NAME.test(name) ? Number.parseInt(name.slice(-8), 16) : undefined;
}

/**
 * Looks at the file of a prepared transaction as `ReadTwoPhaseFile` and `ProcessTwoPhaseBuffer` do (twophase.c): length,
 * magic number, transaction, and a checksum at the end.
 */
export function twoPhaseProblem(
  bytes: Uint8Array,
  xid: number,
  versionNum: number | undefined,
): TwoPhaseProblem | undefined {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < LEAST || end % 8 !== 0) return 'size';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) >>> 4 !== MAGIC) return 'magic';
  if (view.getUint32(4, true) !== bytes.length) return 'size';
  if (view.getUint32(8, true) !== xid) return 'magic';
  const checksum = view.getUint32(end, true);
  return hasStateChecksum(bytes, { start: 0, end }, checksum, versionNum) ? undefined : 'checksum';
}
