/** One line of a file that is too large to be split at once. */
export interface ByteLine {
  /** Without its end. */
  readonly content: Uint8Array;
  /** False for a last line without an end, which was cut. */
  readonly whole: boolean;
}

/** The lines of a file, one after the other, except empty ones. */
export function* linesOf(bytes: Uint8Array): Generator<ByteLine> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const stop = end < 0 ? bytes.length : end;
    if (stop > at) yield { content: bytes.subarray(at, stop), whole: end >= 0 };
    at = stop + 1;
  }
}
