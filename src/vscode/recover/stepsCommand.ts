import { setOf } from '../commands/arguments';
import type { Handler } from '../commands/services';
import { chooseTarget, type ChosenTarget } from './chooseTarget';
import { openAnswer } from './documents';
import { isTarget } from './question';

/**
 * Opens the restore steps of a set: to the target in the second argument, to the end of the backup if that is `{
 * target: null }`, otherwise to where the user says.
 */
export const showRestoreSteps: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const chosen = givenTarget(args[1]) ?? (await chooseTarget(services.catalog.catalog, set));
  if (chosen !== undefined) await openAnswer({ kind: 'steps', setId: set.id, ...chosen });
};

function givenTarget(path: unknown): ChosenTarget | undefined {
  if (typeof path !== 'object' || path === null || !('target' in path)) return undefined;
  if (path.target === null) return {};
  if (!isTarget(path.target)) return undefined;
  const along = 'timeline' in path && typeof path.timeline === 'number' ? { timeline: path.timeline } : {};
  return { target: path.target, ...along };
}
