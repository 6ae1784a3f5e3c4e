import type { BlockReference } from './blockReferences';

const APPLIED_BY_PGLZ_UP_TO_14 = 0x02;
const APPLIED_BY_PGLZ = 0x04;

/**
 * The page that an image in the WAL holds (`RestoreBlockImage`); undefined if it is compressed by LZ4 or Zstandard, which
 * are not opened here, or does not fit.
 *
 * @param stored the bytes of the image
 */
export function restorePage(
  stored: Uint8Array,
  { imageInfo, holeOffset, holeLength }: BlockReference,
  pageSize: number,
  namesCompression: boolean,
): Uint8Array | undefined {
  const hole = holeLength < 0 ? pageSize - stored.length : holeLength;
  const content = pageSize - hole;
  const compressed = (imageInfo & (namesCompression ? 0x1c : APPLIED_BY_PGLZ_UP_TO_14)) !== 0;
  const isPglz = !namesCompression || (imageInfo & 0x1c) === APPLIED_BY_PGLZ;
  if (compressed && !isPglz) return undefined;
  const bytes = compressed ? decompressPglz(stored, content) : stored;
  if (bytes?.length !== content || holeOffset + hole > pageSize) return undefined;
  const page = new Uint8Array(pageSize);
  page.set(bytes.subarray(0, holeOffset));
  page.set(bytes.subarray(holeOffset), holeOffset + hole);
  return page;
}

/** Bytes compressed by PGLZ (pg_lzcompress.c): control bits, lowest first, say which items are copies of earlier bytes. */
export function decompressPglz(stored: Uint8Array, size: number): Uint8Array | undefined {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  while (from < stored.length && to < size) {
    const control = stored[from++] ?? 0;
    for (let bit = 0; bit < 8 && from < stored.length && to < size; bit++) {
      if (((control >>> bit) & 1) === 0) {
        out[to++] = stored[from++] ?? 0;
        continue;
      }
      const first = stored[from++] ?? 0;
      const distance = ((first & 0xf0) << 4) | (stored[from++] ?? 0);
      let length = (first & 0x0f) + 3;
      if (length === 18) length += stored[from++] ?? 0;
      if (distance === 0 || distance > to) return undefined;
      // A copy may overlap itself.
      for (let end = Math.min(to + length, size); to < end; to++) out[to] = out[to - distance] ?? 0;
    }
  }
  return to === size && from === stored.length ? out : undefined;
}
