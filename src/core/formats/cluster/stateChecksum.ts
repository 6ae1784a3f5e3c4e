import { crc32c, legacyCrc } from '../crc';

const CRC32C_SINCE = 90500;

/**
 * Whether bytes `start` to `end` of a server's state file have a checksum: CRC-32C from 9.5 on, before that the one of
 * its time. Without a version either will do: no other file has one of them by chance.
 */
export function hasStateChecksum(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  checksum: number,
  versionNum: number | undefined,
): boolean {
  if (versionNum === undefined || versionNum >= CRC32C_SINCE) {
    if (crc32c(bytes, start, end) === checksum) return true;
    if (versionNum !== undefined) return false;
  }
  return legacyCrc(bytes, start, end) === checksum;
}
