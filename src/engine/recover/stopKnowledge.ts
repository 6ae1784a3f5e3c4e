import type { Catalog } from '../../core/model/catalog';
import type { KnownStops } from '../../core/restore/answer/stopQuestions';
import type { RecoveryTarget } from '../../core/restore/types';

const NOTHING: KnownStops = new Map();

/** Where recovery stops, as far as records were read for it. Results hold as long as the catalog stays the same. */
export class StopKnowledge {
  readonly #known = new WeakMap<Catalog, Map<string, KnownStops>>();

  /** The results for a target. */
  of(catalog: Catalog, target: RecoveryTarget): KnownStops {
    return this.#known.get(catalog)?.get(JSON.stringify(target)) ?? NOTHING;
  }

  keep(catalog: Catalog, target: RecoveryTarget, stops: KnownStops): void {
    const ofCatalog = this.#known.get(catalog) ?? new Map<string, KnownStops>();
    ofCatalog.set(JSON.stringify(target), stops);
    this.#known.set(catalog, ofCatalog);
  }
}
