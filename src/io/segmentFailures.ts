import type { Wrapping } from '../core/ports';
import type { SegmentFailure } from '../core/wal/segmentSource';

/** A file that the system does not let be read. */
export function unreadable(file: string, reason: string): SegmentFailure {
  return { code: 'unreadable-segment', args: { reason }, verdict: 'undetermined', file };
}

/** A file whose content cannot be opened here. */
export function notOpened(file: string, wrapping: Wrapping): SegmentFailure {
  return wrapping === 'encrypted'
    ? { code: 'encrypted-segment', args: {}, verdict: 'undetermined', file }
    : unsupported(file, wrapping);
}

/** What went wrong in a stream: reading or unpacking. */
export function streamFailure(error: unknown, file: string, wrapping: Wrapping): SegmentFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^E[A-Z]+$/.test(code)) return unreadable(file, code);
  if (code === 'UNSUPPORTED') return unsupported(file, wrapping);
  const reason = code === 'Z_BUF_ERROR' || code === 'TRUNCATED' ? 'truncated' : 'broken';
  return { code: 'unreadable-compression', args: { reason, wrapping }, verdict: 'damaged', file };
}

function unsupported(file: string, wrapping: Wrapping): SegmentFailure {
  const args = { reason: 'unsupported', wrapping };
  return { code: 'unreadable-compression', args, verdict: 'undetermined', file };
}
