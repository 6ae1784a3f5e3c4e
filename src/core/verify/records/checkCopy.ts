import type { Lsn } from '../../ground/lsn';
import type { SegmentSource } from '../../wal/segmentSource';
import type { ChunkResult } from './chunk';
import type { WalCut } from './walCut';
import type { WalContext } from './walContext';
import { walkChunk } from './walkChunk';

/** What one copy of a segment is worth. */
export interface CopyCheck {
  /** Every record that begins in it is whole. */
  readonly good: boolean;
  readonly cut: WalCut | undefined;
  /** How far its records go. */
  readonly reached: Lsn | undefined;
  /** For a comparison with what its neighbors demand: see `joinChunks`. */
  readonly chunk: ChunkResult;
}

/**
 * Checks one copy of a segment by itself: the records that begin in it, the last of them with the help of the following
 * segment. `copy` opens that copy and no other; the context's source has the rest. `start` is where the first record
 * is known to begin; without it the first page tells.
 */
export async function checkCopy(
  context: WalContext,
  place: { readonly timeline: number; readonly segment: number; readonly start?: Lsn },
  copy: SegmentSource,
): Promise<CopyCheck> {
  const { segment, start } = place;
  const source: SegmentSource = {
    open: (timeline, number) =>
      number === segment ? copy.open(place.timeline, number) : context.source.open(timeline, number),
  };
  const range = { firstSegment: segment, lastSegment: segment };
  const chunk = await walkChunk({ ...context, source }, start === undefined ? range : { ...range, start });
  const cut = chunk.end.kind === 'cut' && chunk.end.cut.segment === segment ? chunk.end.cut : undefined;
  return { good: cut === undefined && chunk.end.kind !== 'canceled', cut, reached: chunk.reached, chunk };
}
