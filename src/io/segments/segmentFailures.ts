import type { Wrapping } from '../../core/ground/ports';
import type { SegmentFailure } from '../../core/wal/segmentSource';
import type { FileForm } from '../compression/fileForm';
import { unpackFaultOf } from '../compression/unpackError';

/** A file that the system does not let be read. */
export function unreadable(file: string, reason: string): SegmentFailure {
  return { code: 'unreadable-segment', args: { reason }, file };
}

/** A file whose content cannot be opened here. */
export function notOpened(file: string, form: FileForm): SegmentFailure {
  if (form !== 'encrypted' && form !== 'noise') return unsupported(file, form);
  const args = form === 'noise' ? { reason: 'unknown' } : {};
  return { code: 'encrypted-segment', args, file };
}

/** What went wrong in a stream: reading or unpacking. */
export function streamFailure(error: unknown, file: string, wrapping: Wrapping): SegmentFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^E[A-Z0-9]+$/.test(code)) return unreadable(file, code);
  const fault = unpackFaultOf(error);
  if (fault === 'UNSUPPORTED') return unsupported(file, wrapping);
  const reason = code === 'Z_BUF_ERROR' || fault === 'TRUNCATED' ? 'truncated' : 'broken';
  return { code: 'unreadable-compression', args: { reason, wrapping }, file };
}

function unsupported(file: string, wrapping: Wrapping): SegmentFailure {
  const args = { reason: 'unsupported', wrapping };
  return { code: 'unreadable-compression', args, file };
}
