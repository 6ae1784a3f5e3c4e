import type { Lsn } from '../../ground/lsn';
import type { SegmentSource } from '../../wal/segmentSource';
import type { ChunkResult } from './chunk';
import type { WalCut } from './walCut';
import type { WalContext } from './walContext';
import { walkChunk } from './walkChunk';

/** The result of checking one copy of a segment. */
export interface CopyCheck {
  /** Whether every record that begins in it is whole. */
  readonly good: boolean;
  readonly cut: WalCut | undefined;
  /** How far its records go. */
  readonly reached: Lsn | undefined;
  /** To compare it with its neighbors: see `joinChunks`. */
  readonly chunk: ChunkResult;
}

/**
 * Checks one copy of a segment by itself: the records that begin in it, and the end of the last one in the following
 * segment. `copy` opens that copy and no other; the context's source has the rest. `start` is the known start of the
 * first record; without it the first page shows it.
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
