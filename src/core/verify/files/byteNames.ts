/**
 * File names are bytes, and a manifest can list any (`Encoded-Path`). As text, each byte that is not part of valid
 * UTF-8 becomes a half surrogate, U+DC80 to U+DCFF, which valid text never contains; so the bytes can be restored.
 */

const ESCAPE = 0xdc00;
const ESCAPED = /[\uDC80-\uDCFF]/;
const LONE_ESCAPE = /(?<![\uD800-\uDBFF])[\uDC80-\uDCFF]/;

/** The name as text, with bytes that are not UTF-8 escaped. */
export function nameOfBytes(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += decoder.decode(bytes.subarray(from, at)) + String.fromCharCode(ESCAPE + (bytes[at] ?? 0));
      from = at + 1;
    }
    at += Math.max(length, 1);
  }
  return text + decoder.decode(bytes.subarray(from));
}

/** The bytes of a name or path with escapes; undefined for ordinary text. */
export function bytesOfName(text: string): Uint8Array | undefined {
  if (!ESCAPED.test(text) || !LONE_ESCAPE.test(text)) return undefined;
  const encoder = new TextEncoder();
  const pieces = text.split(/(?<![\uD800-\uDBFF])([\uDC80-\uDCFF])/);
  return Uint8Array.from(
    pieces.flatMap((piece, i) => (i % 2 === 0 ? [...encoder.encode(piece)] : [piece.charCodeAt(0) - ESCAPE])),
  );
}

/** Length in bytes of the UTF-8 character at `at`; 0 if none begins there (RFC 3629, section 4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
