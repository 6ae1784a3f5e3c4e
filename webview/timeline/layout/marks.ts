import type { Verdict } from '../../../src/core/model/verdict';
import { WAL_STATES, type WalState } from '../../../src/core/timeline/picture';
import type { Fill } from './shapes';

/** How each state of WAL is painted: a color, a pattern, and the role for a run that is a hair wide. */
export const STATE_FILLS: Record<WalState, Fill> = {
  present: { role: 'present' },
  branch: { role: 'branch', opacity: 0.35, hatch: 'back', hatchRole: 'branch' },
  partial: { role: 'partial', opacity: 0.15, hatch: 'vertical', hatchRole: 'partial' },
  recycled: { role: 'recycled', opacity: 0.35, hatch: 'horizontal', hatchRole: 'recycled' },
  damaged: { role: 'damaged', opacity: 0.45, hatch: 'cross', hatchRole: 'damaged' },
  missing: { role: 'missing', opacity: 0.12, hatch: 'diagonal', hatchRole: 'missing' },
};

/** The states that a column shows, the worst last. */
export function statesOf(mask: number): WalState[] {
  return WAL_STATES.filter((_, index) => (mask & (1 << index)) !== 0);
}

/** Whether it stops recovery. */
export function isTrouble(state: WalState): boolean {
  return state !== 'present' && state !== 'branch';
}

/** A different mark for each verdict; its color is the role of the same name. */
export const VERDICT_GLYPHS: Record<Verdict, string> = {
  restorable: '✓',
  complete: '○',
  incomplete: '!',
  damaged: '✗',
  undetermined: '?',
};
