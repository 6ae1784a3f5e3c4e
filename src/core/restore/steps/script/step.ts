import type { RestoreStep } from '../../types';

/** A step with default values. */
export function step(
  title: string,
  text: readonly string[],
  commands: readonly string[],
  more: Partial<Pick<RestoreStep, 'danger' | 'later'>> = {},
): RestoreStep {
  return { title, text, commands, later: [], danger: false, ...more };
}
