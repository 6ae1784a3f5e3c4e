import type { WalGeometry } from '../../core/wal/geometry';
import { rangeNames, type SegmentRange } from '../../core/wal/segmentName';

interface Span {
  readonly first: number;
  readonly last: number;
}

/** Names of segments, each once although sets share them. Stores ranges, not names. */
export class DistinctNames {
  readonly #seen = new Map<string, Span[]>();

  /** Those of the range that were not returned before. */
  *take(range: SegmentRange, geometry: WalGeometry): Generator<string> {
    const key = `${range.timeline}/${geometry.segmentSize}/${String(geometry.skipsLastSegment)}`;
    const seen = this.#seen.get(key) ?? [];
    this.#seen.set(key, [...seen, range]);
    for (const { first, last } of without(range, seen)) {
      yield* rangeNames({ timeline: range.timeline, first, last }, geometry);
    }
  }
}

function without(range: Span, taken: readonly Span[]): Span[] {
  let left: Span[] = [{ first: range.first, last: range.last }];
  for (const { first, last } of taken) {
    left = left.flatMap((part) => [
      { first: part.first, last: Math.min(part.last, first - 1) },
      { first: Math.max(part.first, last + 1), last: part.last },
    ]);
    left = left.filter((part) => part.first <= part.last);
  }
  return left;
}
