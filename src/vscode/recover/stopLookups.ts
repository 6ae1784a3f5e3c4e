import type { Catalog } from '../../core/model/catalog';
import type { KnownStops } from '../../core/restore/answer/stopQuestions';
import type { Target } from '../../core/restore/types';
import type { WorkerPool } from '../../worker/pool';

const NOTHING: KnownStops = new Map();

/** Where recovery stops, as far as somebody asked; what was found holds as long as the catalogue is the same. */
export class StopLookups {
  readonly #pool: WorkerPool;
  readonly #known = new WeakMap<Catalog, Map<string, KnownStops>>();

  constructor(pool: WorkerPool) {
    this.#pool = pool;
  }

  /** What is known for a target. */
  known(catalog: Catalog, target: Target): KnownStops {
    return this.#known.get(catalog)?.get(JSON.stringify(target)) ?? NOTHING;
  }

  /** Reads the records that tell it; threads do, and `signal` ends it. Only for one server where that is named. */
  async find(
    catalog: Catalog,
    target: Target,
    systemIdentifier: string | undefined,
    signal: AbortSignal,
  ): Promise<KnownStops> {
    const { lookUpStops } = await import('../services/verifying');
    const only = systemIdentifier === undefined ? {} : { systemIdentifier };
    const options = { stops: this.known(catalog, target), ...only };
    const stops = await lookUpStops(this.#pool, catalog, target, options, signal);
    const ofCatalog = this.#known.get(catalog) ?? new Map<string, KnownStops>();
    ofCatalog.set(JSON.stringify(target), stops);
    this.#known.set(catalog, ofCatalog);
    return stops;
  }
}
