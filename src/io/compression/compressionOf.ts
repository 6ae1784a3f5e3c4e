import type { Compression } from '../../core/ground/ports';
import { lzmaHeader } from './lzma/lzmaHeader';

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lz4', [0x02, 0x21, 0x4c, 0x18]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lzo', [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['compress', [0x1f, 0x9d]],
  ['snappy', [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
];

const ENCRYPTED_TEXT = [
  'Salted__',
  // The same in base64, as `openssl enc -a` writes it.
  'U2FsdGVkX1',
  'age-encryption.org/',
  '-----BEGIN AGE ENCRYPTED FILE-----',
  '-----BEGIN PGP MESSAGE-----',
];

/** The number of bytes that `compressionOf` needs; with fewer it may return `plain`. */
const SNIFF_LENGTH = 64;

/** Recognizes by its first bytes how a file is compressed or encrypted. Its name may be wrong and is not used. */
export function compressionOf(head: Uint8Array): Compression {
  if (isSegmentStart(head)) return 'plain';
  for (const [compression, magic] of MAGIC) {
    if (magic.every((byte, at) => head[at] === byte)) return compression;
  }
  const text = String.fromCharCode(...head.subarray(0, SNIFF_LENGTH));
  if (ENCRYPTED_TEXT.some((start) => text.startsWith(start)) || isOpenPgp(head)) return 'encrypted';
  return skippedFrame(head) ?? (lzmaHeader(head) === undefined ? 'plain' : 'lzma');
}

/**
 * zstd and LZ4 share the signature of a skippable frame; the frame after it shows which one it is. Files of pzstd begin
 * with such a frame.
 */
function skippedFrame(head: Uint8Array): Compression | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (head.length < 8 || (view.getUint32(0, true) & 0xfffffff0) !== 0x184d2a50) return undefined;
  const next = 8 + view.getUint32(4, true);
  return next + 4 <= head.length && view.getUint32(next, true) === 0x184d2204 ? 'lz4' : 'zstd';
}

/** The magic number of a WAL page (0xD0xx, 0xD1xx) and the flags that only a segment's first page has. */
export function isSegmentStart(head: Uint8Array): boolean {
  const flags = head[2] ?? 0;
  return (head[1] === 0xd0 || head[1] === 0xd1) && flags < 0x10 && (flags & 2) !== 0 && head[3] === 0;
}

/**
 * An OpenPGP message that begins with an encrypted session key, as gpg writes it (RFC 4880 sections 4.2, 5.1, 5.3). One
 * tag byte proves nothing, so the packet's version and algorithm numbers must be known ones too.
 */
function isOpenPgp(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  if ((first & 0x80) === 0) return false;
  const newFormat = (first & 0x40) !== 0;
  const tag = newFormat ? first & 0x3f : (first >> 2) & 0x0f;
  const lengthBytes = newFormat ? newFormatLengthBytes(head[1] ?? 0) : 1 << (first & 3);
  const body = head.subarray(1 + lengthBytes);
  const version = body[0] ?? 0;
  if (tag === 1) return (version === 3 && isPublicKeyAlgorithm(body[9] ?? 0)) || version === 6;
  if (tag === 3) return version >= 4 && version <= 6 && (body[1] ?? 0) >= 1 && (body[1] ?? 0) <= 13;
  return false;
}

function newFormatLengthBytes(first: number): number {
  if (first < 192) return 1;
  return first < 224 ? 2 : 5;
}

function isPublicKeyAlgorithm(algorithm: number): boolean {
  return (algorithm >= 1 && algorithm <= 3) || (algorithm >= 16 && algorithm <= 28);
}
