/** Length of the header; the stream after it begins with a zero byte. */
export const LZMA_HEADER = 13;
/** No program writes a smaller window. */
export const SMALLEST_WINDOW = 4096;
const LARGEST_CONTENT = 2 ** 38;
/** lc, lp and pb in one number. */
const MOST_PROPERTIES = 225;

export interface LzmaHeader {
  /** Bytes that a match may look back. */
  readonly window: number;
  /** Bytes of the content; undefined if an end marker ends it. */
  readonly size: number | undefined;
}

/**
 * The header of a .lzma file. The format has no signature, so only headers that programs write are recognized, as in XZ
 * Utils: a window of 2^n or 2^n + 2^(n-1) bytes, a size below 256 GB or none, and the zero byte with which the stream
 * begins.
 */
export function lzmaHeader(head: Uint8Array): LzmaHeader | undefined {
  if (head.length < LZMA_HEADER + 1 || head[LZMA_HEADER] !== 0) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const window = view.getUint32(1, true);
  const size = view.getBigUint64(5, true);
  const endless = size === 0xffffffffffffffffn;
  if (view.getUint8(0) >= MOST_PROPERTIES || !isUsualWindow(window)) return undefined;
  if (!endless && size >= BigInt(LARGEST_CONTENT)) return undefined;
  return { window, size: endless ? undefined : Number(size) };
}

function isUsualWindow(window: number): boolean {
  if (window === 0xffffffff) return true;
  if (window < SMALLEST_WINDOW) return false;
  const power = 2 ** Math.floor(Math.log2(window));
  return window === power || window === power + power / 2;
}
