import type { FindingCode } from '../ground/finding';

/** Why a segment cannot be read, as the code and the arguments of a finding. */
export interface SegmentFailure {
  readonly code: FindingCode;
  readonly args: Readonly<Record<string, string | number>>;
  /** The file that was tried, if any. */
  readonly file?: string;
}

/** The content of one segment, decompressed, from its beginning. */
export interface SegmentReader {
  /** Size of the content in bytes, if known without reading it (a plain file). */
  readonly size: number | undefined;
  /** The file that is read, for findings. */
  readonly file?: string;
  /** Set if `read` finishes before it returns: then nothing is gained by asking for more than is wanted now. */
  readonly immediate?: boolean;
  /** Fills `into` with the next bytes; fewer only at the end. */
  read(into: Uint8Array): Promise<number | SegmentFailure>;
  /**
   * Closes, and returns the size of the whole content. If the content must be read for that, reading ends as soon as there are
   * more than `most` bytes: a small compressed file can hold any amount.
   */
  finish(most: number): Promise<number | SegmentFailure>;
  /** Closes without reading the rest. */
  close(): Promise<void>;
}

/** A source of segments: an archive, a `pg_wal`, or several of them. Never rejects. */
export interface SegmentSource {
  open(timeline: number, segment: number): Promise<SegmentReader | SegmentFailure>;
}

export function isSegmentFailure(value: object | number): value is SegmentFailure {
  return typeof value === 'object' && 'code' in value;
}
