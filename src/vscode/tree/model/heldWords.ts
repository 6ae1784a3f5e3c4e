import type { HeldState } from '../../../engine/backup/heldState';
import type { Translate } from '../../../core/ground/translate';
import type { NodeIcon } from './node';

/** Every state has a shape of its own; color only adds to it. */
export const HELD_ICONS: Record<HeldState, NodeIcon> = {
  running: { name: 'record', color: 'charts.red' },
  stopping: { name: 'debug-stop', color: 'charts.orange' },
  'label-not-saved': { name: 'warning', color: 'list.warningForeground' },
  'no-answer': { name: 'warning', color: 'list.warningForeground' },
  aborted: { name: 'circle-slash' },
  lost: { name: 'error', color: 'list.errorForeground' },
};

/** The state of a held backup, in the tree and in the status bar. */
export function heldWords(state: HeldState, t: Translate): string {
  switch (state) {
    case 'running':
      return t('running');
    case 'stopping':
      return t('stopping');
    case 'label-not-saved':
      return t('stopped, label not saved');
    case 'no-answer':
      return t('its session does not answer');
    case 'aborted':
      return t('aborted');
    case 'lost':
      return t('lost, the copy cannot be used');
  }
}

/** Whether it makes sense to say for how long it has been running. */
export function isInProgress(state: HeldState): boolean {
  return state === 'running' || state === 'stopping' || state === 'no-answer';
}
