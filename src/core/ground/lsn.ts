/**
 * A WAL location: the 64-bit byte position in the write-ahead log, 0 to 2^64 - 1. Zero is PostgreSQL's "invalid".
 */
export type Lsn = bigint;

const LSN_TEXT = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/;

/**
 * Reads the text form `HI/LO` (hexadecimal, padded or not; PostgreSQL 19 pads the low half).
 * Returns undefined for anything else, the empty string and surrounding blanks included.
 */
export function parseLsn(text: string): Lsn | undefined {
  const match = LSN_TEXT.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`);
}

/** The text form that servers up to 18 print (`%X/%X`, upper case, unpadded). */
export function formatLsn(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();
}

/** Up to 9.2 `XLogRecPtr` is two 32-bit numbers, the high one first; from 9.3 one of 64 bits. */
export function readLsn(view: DataView, at: number, split: boolean): Lsn {
  if (!split) return view.getBigUint64(at, true);
  return (BigInt(view.getUint32(at, true)) << 32n) | BigInt(view.getUint32(at + 4, true));
}
