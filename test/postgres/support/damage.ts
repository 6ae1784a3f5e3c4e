/**
 * Damage to WAL segments of 9.3 and later, as functions from bytes to new bytes. Offsets count from the start of the
 * segment.
 */

const PAGE = 8192;
const SHORT_HEADER = 24;
const TIMELINE_AT = 4;
const ADDRESS_AT = 8;
const SYSTEM_AT = 24;

/** The first `length` bytes only. */
export function cut(segment: Uint8Array, length: number): Uint8Array {
  return segment.slice(0, length);
}

/** Zeros from an offset to the end, as in a file that was copied before the server had written the rest. */
export function zeroTail(segment: Uint8Array, from: number): Uint8Array {
  const copy = segment.slice();
  copy.fill(0, from);
  return copy;
}

/** Inverts every bit of one byte. */
export function flipAt(segment: Uint8Array, offset: number): Uint8Array {
  const copy = segment.slice();
  copy[offset] = (copy[offset] ?? 0) ^ 0xff;
  return copy;
}

/**
 * Flips one byte of a record: the first at or after `from` that is not zero and not in a page header. Such a byte is
 * always part of a record, because a server writes only headers and records; the alignment between them is zero.
 */
export function flipInRecord(segment: Uint8Array, from: number): Uint8Array {
  for (let offset = from; offset < segment.length; offset++) {
    if (offset % PAGE >= 2 * SHORT_HEADER && segment[offset] !== 0) return flipAt(segment, offset);
  }
  throw new Error(`no record after offset ${String(from)}`);
}

/** All pages have another timeline. */
export function withTimeline(segment: Uint8Array, timeline: number): Uint8Array {
  return mapPages(segment, (page) => {
    page.setUint32(TIMELINE_AT, timeline, true);
  });
}

/** Moves all page addresses back by this many bytes, like a recycled file of that age. */
export function withOlderAddress(segment: Uint8Array, bytes: bigint): Uint8Array {
  return mapPages(segment, (page) => {
    page.setBigUint64(ADDRESS_AT, page.getBigUint64(ADDRESS_AT, true) - bytes, true);
  });
}

/** All pages have another version's magic number. */
export function withMagic(segment: Uint8Array, magic: number): Uint8Array {
  return mapPages(segment, (page) => {
    page.setUint16(0, magic, true);
  });
}

/** The first page has another cluster's identifier. */
export function withSystemIdentifier(segment: Uint8Array, identifier: bigint): Uint8Array {
  const copy = segment.slice();
  new DataView(copy.buffer).setBigUint64(SYSTEM_AT, identifier, true);
  return copy;
}

/** Unused pages stay as they are. */
function mapPages(segment: Uint8Array, change: (page: DataView) => void): Uint8Array {
  const copy = segment.slice();
  for (let offset = 0; offset < copy.length; offset += PAGE) {
    const page = new DataView(copy.buffer, offset, PAGE);
    if (page.getUint16(0, true) !== 0) change(page);
  }
  return copy;
}
