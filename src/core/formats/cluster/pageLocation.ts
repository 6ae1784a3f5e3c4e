import type { Lsn } from '../../ground/lsn';

/** Bytes of a page header (`bufpage.h`), the same from 8.3 on. */
const HEADER = 24;
const LAYOUT_VERSION = 4;

/**
 * The end of the last WAL record that changed a page; undefined if the page is all zeros, was never written, or has no
 * header that a server accepts (`PageIsVerified`).
 */
export function pageLocation(page: Uint8Array): Lsn | undefined {
  if (page.length < HEADER) return undefined;
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const lower = view.getUint16(12, true);
  const upper = view.getUint16(14, true);
  const special = view.getUint16(16, true);
  const isSound =
    view.getUint16(18, true) === (page.length & 0xff00) + LAYOUT_VERSION &&
    lower >= HEADER &&
    lower <= upper &&
    upper <= special &&
    special <= page.length;
  // Two halves in every version, the high one first.
  return isSound ? (BigInt(view.getUint32(0, true)) << 32n) | BigInt(view.getUint32(4, true)) : undefined;
}
