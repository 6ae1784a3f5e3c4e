import type { RestoreStep } from '../types';

/** A step with default values. */
export function step(
  title: string,
  text: readonly string[],
  commands: readonly string[],
  more: Partial<Pick<RestoreStep, 'danger' | 'optional'>> = {},
): RestoreStep {
  return { title, text, commands: commands.join('\n'), danger: false, optional: false, ...more };
}
