import type { Compression } from '../../core/ground/ports';
import type { SegmentFailure } from '../../core/wal/segmentSource';
import type { FileCompression } from '../compression/fileCompression';
import { decompressionFaultOf } from '../compression/decompressionError';

/** A file that the operating system refuses to read. */
export function unreadable(file: string, reason: string): SegmentFailure {
  return { code: 'unreadable-segment', args: { reason }, file };
}

/** A file whose content cannot be decoded here. */
export function notOpened(file: string, form: FileCompression): SegmentFailure {
  if (form !== 'encrypted' && form !== 'looks-encrypted') return unsupported(file, form);
  const args = form === 'looks-encrypted' ? { reason: 'unknown' } : {};
  return { code: 'encrypted-segment', args, file };
}

/** The failure of a stream: of reading or of decompression. */
export function streamFailure(error: unknown, file: string, compression: Compression): SegmentFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^E[A-Z0-9]+$/.test(code)) return unreadable(file, code);
  const fault = decompressionFaultOf(error);
  if (fault === 'UNSUPPORTED') return unsupported(file, compression);
  const reason = code === 'Z_BUF_ERROR' || fault === 'TRUNCATED' ? 'truncated' : 'broken';
  return { code: 'unreadable-compression', args: { reason, compression }, file };
}

function unsupported(file: string, compression: Compression): SegmentFailure {
  const args = { reason: 'unsupported', compression };
  return { code: 'unreadable-compression', args, file };
}
