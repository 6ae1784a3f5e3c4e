import type { HeldBackup } from './heldBackup';

/** The state of a held backup, as far as its user has to know it. */
export type HeldState = 'running' | 'stopping' | 'label-not-saved' | 'no-answer' | 'aborted' | 'lost';

/** The most urgent first. */
const URGENCY: readonly HeldState[] = [
  'lost',
  'label-not-saved',
  'no-answer',
  'stopping',
  'running',
  'aborted',
];

/** The state of a held backup. Once the server has ended it, only its label is still to be saved. */
export function heldState({ backup, trouble }: Pick<HeldBackup, 'backup' | 'trouble'>): HeldState {
  switch (backup.state) {
    case 'lost':
    case 'aborted':
      return backup.state;
    case 'stopped':
      return 'label-not-saved';
    case 'running':
    case 'stopping':
      return trouble === undefined ? backup.state : 'no-answer';
  }
}

/** The backup that needs its user most; undefined if there is none. Among equals the first. */
export function mostUrgent(held: readonly HeldBackup[]): HeldBackup | undefined {
  const urgency = (each: HeldBackup): number => URGENCY.indexOf(heldState(each));
  return held.reduce<HeldBackup | undefined>(
    (worst, each) => (worst === undefined || urgency(each) < urgency(worst) ? each : worst),
    undefined,
  );
}
