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
