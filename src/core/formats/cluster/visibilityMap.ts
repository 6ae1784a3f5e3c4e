const PAGE_HEADER = 24;
const TWO_BITS_SINCE = 90_600;

/** Pages of a table for which one page of its visibility map has bits: two each from 9.6 on, one before. */
export function pagesPerMapPage(pageSize: number, versionNum: number): number {
  return (pageSize - PAGE_HEADER) * (versionNum >= TWO_BITS_SINCE ? 4 : 8);
}

/**
 * The last page of a table that a page of its visibility map marks, counted from the first for which it has bits; -1 if
 * it marks none. A server removes the bits of pages that it cuts from a table (visibilitymap.c).
 */
export function lastMarkedPage(page: Uint8Array, versionNum: number): number {
  const bits = versionNum >= TWO_BITS_SINCE ? 2 : 1;
  for (let at = page.length - 1; at >= PAGE_HEADER; at--) {
    const byte = page[at] ?? 0;
    if (byte === 0) continue;
    const highest = 31 - Math.clz32(byte);
    return (at - PAGE_HEADER) * (8 / bits) + Math.floor(highest / bits);
  }
  return -1;
}
