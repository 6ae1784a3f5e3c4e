import type { CopyOrder, WalJobPlace } from '../../core/proofs/walJob';
import { suffixesOf } from '../../core/model/walArchive';
import type { WalGeometry } from '../../core/wal/geometry';
import { segmentName } from '../../core/wal/segmentName';
import type { SegmentFailure, SegmentReader, SegmentSource } from '../../core/wal/segmentSource';
import { openSegment } from './segmentStream';

/** Segments from directories, searched in order, as a restore_command over them would. */
export class ArchiveSource implements SegmentSource {
  readonly #places: readonly WalJobPlace[];
  readonly #geometry: WalGeometry;
  readonly #order: CopyOrder;

  constructor(places: readonly WalJobPlace[], geometry: WalGeometry, order: CopyOrder = 'plain-first') {
    this.#places = places;
    this.#geometry = geometry;
    this.#order = order;
  }

  open(timeline: number, segment: number): Promise<SegmentReader | SegmentFailure> {
    const name = segmentName(timeline, segment, this.#geometry);
    const place = placeOfSegment(this.#places, this.#order, timeline, segment);
    if (place !== undefined) return openSegment(`${place.path}/${name}${place.suffix}`);
    const args = { first: name, last: name, count: 1, archives: this.#places.length };
    return Promise.resolve({ code: 'missing-segment', args });
  }
}

/** The directory and the suffix from which a segment is taken; undefined if no directory has it. */
export function placeOfSegment(
  places: readonly WalJobPlace[],
  order: CopyOrder,
  timeline: number,
  segment: number,
): { readonly path: string; readonly suffix: string } | undefined {
  for (const { path, runs } of places) {
    const suffixes = suffixesOf(runs, timeline, segment);
    const suffix = order === 'plain-first' ? suffixes[0] : suffixes.at(-1);
    if (suffix !== undefined) return { path, suffix };
  }
  return undefined;
}
