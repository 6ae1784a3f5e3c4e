import { type AskOptions, openStops } from '../../core/restore/answer/answer';
import type { KnownStops } from '../../core/restore/answer/stopQuestions';
import type { RecoveryTarget } from '../../core/restore/types';
import type { StopSearch } from '../../core/verify/records/findStop';
import type { TaskHooks } from '../../worker/taskRunner';
import type { Verifier } from './verifier';
import type { Catalog } from '../../core/model/catalog';

/** A path that stops too early makes the next best one the answer; the most that are tried. */
const MOST_ROUNDS = 8;

/**
 * Finds in the records where recovery to a target stops, on the best path of each server. Results from before a cancel
 * are kept.
 */
export async function findStops(
  verifier: Pick<Verifier, 'findStop'>,
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  target: RecoveryTarget,
  options: AskOptions,
  hooks: TaskHooks & { readonly signal: AbortSignal },
): Promise<KnownStops> {
  const stops = new Map<string, StopSearch>(options.stops);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const questions = openStops(catalog, target, { ...options, stops });
    if (questions.length === 0) break;
    for (const { key, job, range, rule } of questions) {
      if (hooks.signal.aborted) return stops;
      const stop = await verifier.findStop(job, range, rule, hooks);
      if (stop.kind === 'canceled') return stops;
      stops.set(key, stop);
    }
  }
  return stops;
}
