/** The part of a small text file that is read, and what its bytes show about it as a whole. */
export interface TextInput {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly tooLarge: boolean;
  readonly flaw: 'empty' | 'binary' | 'byte-order-mark' | undefined;
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** No label or history file comes near this: the label text is limited to 1024 bytes. */
const LARGEST_TEXT = 64 * 1024;

/**
 * Decodes the first 64 kB of a file as UTF-8; invalid bytes become U+FFFD. Binary means: a NUL byte, or more control
 * characters than text has.
 */
export function readText(bytes: Uint8Array): TextInput {
  const head = bytes.subarray(0, LARGEST_TEXT);
  const text = decodeText(head);
  return { bytes: head, text, tooLarge: bytes.length > LARGEST_TEXT, flaw: flawOf(head) };
}

function flawOf(bytes: Uint8Array): TextInput['flaw'] {
  if (bytes.length === 0) return 'empty';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'byte-order-mark';
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return 'byte-order-mark';
  let control = 0;
  for (const byte of bytes) {
    if (byte === 0) return 'binary';
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte === 0x7f) control++;
  }
  return control * 20 > bytes.length ? 'binary' : undefined;
}

/** Decodes UTF-8; invalid bytes become U+FFFD, a byte order mark stays. */
export function decodeText(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}

/** Line and column, from 1, of a byte offset; columns count UTF-16 code units, as editors do. */
export function lineAndColumn(bytes: Uint8Array, offset: number): { line: number; column: number } {
  const before = bytes.subarray(0, offset);
  let line = 1;
  let lineStart = 0;
  for (let i = before.indexOf(0x0a); i !== -1; i = before.indexOf(0x0a, i + 1)) {
    line++;
    lineStart = i + 1;
  }
  const text = decodeText(before.subarray(lineStart));
  return { line, column: text.length + 1 };
}

/** A piece of a line, short enough for a message. */
export function excerpt(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
