import type { Compression } from '../../core/ground/ports';
import { classifyWalFile } from '../../core/wal/fileName';
import { looksEncrypted } from './looksEncrypted';
import { decoderOf } from './decoders';
import { isSegmentStart, compressionOf } from './compressionOf';

/**
 * How a file is compressed. `looks-encrypted` if its name promises a compression and its content has no known
 * structure.
 */
export type FileCompression = Compression | 'looks-encrypted';

/** A file whose compression is to be recognized. */
export interface StoredFileStart {
  readonly path: string;
  /** Its first `FILE_START_LENGTH` bytes, or all if it has fewer. */
  readonly first: Uint8Array;
  /** Its stored bytes from the beginning, read only as far as needed. */
  readonly stored: () => AsyncIterable<Uint8Array>;
}

/** The number of first bytes from which the compression is recognized. */
export const FILE_START_LENGTH = 4096;

/**
 * Recognizes a file's compression by its first bytes. The name is used only if they are not conclusive: brotli has no
 * signature, so a `.br` file is tried, and must yield a page of WAL or plain text. Content without structure under the
 * name of a compressed file is most likely encrypted (WAL-G keeps the names of files that it encrypts), and cannot be
 * distinguished from damage.
 */
export async function fileCompressionOf({ path, first, stored }: StoredFileStart): Promise<FileCompression> {
  const compression = compressionOf(first);
  if (compression !== 'plain' || isSegmentStart(first)) return compression;
  const suffix = suffixOf(path);
  if (suffix === '') return 'plain';
  if (suffix === '.br' && (await isBrotli(stored()))) return 'brotli';
  return looksEncrypted(first) ? 'looks-encrypted' : 'plain';
}

function suffixOf(path: string): string {
  const file = classifyWalFile(path.slice(path.lastIndexOf('/') + 1));
  return file !== undefined && 'suffix' in file ? file.suffix : '';
}

async function isBrotli(stored: AsyncIterable<Uint8Array>): Promise<boolean> {
  const decompress = await decoderOf('brotli');
  if (decompress === undefined) return false;
  try {
    for await (const bytes of decompress(stored)) {
      return isSegmentStart(bytes) || isPlausible(bytes);
    }
    return false;
  } catch {
    return false;
  }
}

/** Text, or the zeros of a segment that was never written. */
function isPlausible(bytes: Uint8Array): boolean {
  const isText = bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 32);
  return isText || bytes.every((byte) => byte === 0);
}
