import { memberPath } from './tarPath';
import type { TarMember } from './tarMember';

const ZERO = 0x30;
const SPACE = 0x20;
/** Where other numbers begin that may be in base 256: mode, owner, group, times, device. */
const BINARY = [100, 108, 116, 136, 329, 337, 476, 488];

/**
 * Reads a header directly, if it is of the common kind that servers, pg_basebackup and tar write: ustar or GNU, a file
 * or a directory, a name of up to 100 ASCII characters, numbers in octal digits. Undefined for everything else,
 * including errors: that is left to the `tar` package, which takes several times as long because it decodes fields that
 * are not needed here.
 */
export function plainHeader(block: Buffer): TarMember | undefined {
  const type = block[156];
  // `ustar`, and no prefix of the name.
  if (
    block[345] !== 0 ||
    block[475] !== 0 ||
    block[257] !== 0x75 ||
    block.toString('latin1', 258, 262) !== 'star'
  )
    return undefined;
  if (type !== ZERO && type !== 0x35) return undefined;
  for (const at of BINARY) if ((block[at] ?? 0) >= 0x80) return undefined;
  const size = octal(block, 124, 136);
  const sum = octal(block, 148, 156);
  if (size < 0 || sum < 0 || sumOf(block) !== sum) return undefined;
  let end = 0;
  for (let byte = block[0] ?? 0; byte !== 0; byte = block[++end] ?? 0) {
    if (byte >= 0x80 || end >= 100) return undefined;
  }
  const name = block.toString('latin1', 0, end);
  const isFolder = type !== ZERO || name.endsWith('/');
  return { path: memberPath(name), name, kind: isFolder ? 'directory' : 'file', size: isFolder ? 0 : size };
}

/** Digits, followed only by NULs and spaces; -1 for anything else. */
function octal(block: Buffer, from: number, to: number): number {
  let value = 0;
  let at = from;
  for (; at < to; at++) {
    const digit = (block[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  if (at === from || at === to) return -1;
  for (; at < to; at++) if (block[at] !== 0 && block[at] !== SPACE) return -1;
  return value;
}

/** The sum of all bytes; those of the checksum itself count as spaces. */
function sumOf(block: Buffer): number {
  let sum = 8 * SPACE;
  for (let i = 0; i < 148; i++) sum += block[i] ?? 0;
  for (let i = 156; i < 512; i++) sum += block[i] ?? 0;
  return sum;
}
