import type { InventoryRun } from '../core/catalog/model';
import type { FormOrder, WalJobPlace } from '../core/catalog/walJob';
import type { WalGeometry } from '../core/wal/geometry';
import { segmentName } from '../core/wal/segmentName';
import type { SegmentFailure, SegmentReader, SegmentSource } from '../core/wal/segmentSource';
import { openSegment } from './segmentStream';

/** Segments out of directories, searched in their order, as a restore_command over them would be. */
export class ArchiveSource implements SegmentSource {
  readonly #places: readonly WalJobPlace[];
  readonly #geometry: WalGeometry;
  readonly #order: FormOrder;

  constructor(places: readonly WalJobPlace[], geometry: WalGeometry, order: FormOrder = 'plain-first') {
    this.#places = places;
    this.#geometry = geometry;
    this.#order = order;
  }

  open(timeline: number, segment: number): Promise<SegmentReader | SegmentFailure> {
    const name = segmentName(timeline, segment, this.#geometry);
    for (const { path, runs } of this.#places) {
      const suffixes = suffixesOf(runs, timeline, segment);
      const suffix = this.#order === 'plain-first' ? suffixes[0] : suffixes.at(-1);
      if (suffix !== undefined) return openSegment(`${path}/${name}${suffix}`);
    }
    const args = { first: name, last: name, count: 1, archives: this.#places.length };
    return Promise.resolve({ code: 'missing-segment', args, verdict: 'incomplete' });
  }
}

/** The forms in which a segment is there, the plain one first. */
export function suffixesOf(runs: readonly InventoryRun[], timeline: number, segment: number): string[] {
  return runs
    .filter((run) => run.timeline === timeline && run.first <= segment && segment <= run.last)
    .map(({ suffix }) => suffix)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}
