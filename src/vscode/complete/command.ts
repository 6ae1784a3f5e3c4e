import { setOf } from '../commands/arguments';
import type { Handler } from '../commands/services';

/** Completes the set that is meant or picked, from the archives within reach. */
export const completeSetCommand: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const { completeSet } = await import('./completeSet');
  await completeSet(services, { set: set.id });
};
