import type { FromWebview, ItemRef } from '../../../src/protocol/timeline';
import { button } from '../../ui/controls';
import { describing } from './details';
import { el } from '../draw/dom';
import type { Chosen } from '../layout/pick';
import { t } from '../data/words';

/** An action for the selected item. */
export interface ChosenAction {
  readonly text: string;
  readonly act: () => void;
}

/** The actions for a set or a segment, the same in the details and in the menu. */
export function actionsFor(
  { key, ref }: Chosen,
  post: (message: FromWebview) => void,
  zoom: (ref: ItemRef) => void,
): ChosenAction[] {
  if (ref === undefined) return [];
  const open = {
    text: ref.kind === 'set' ? t('Open Backup Label') : t('Open Segment'),
    act: () => {
      post({ type: 'open', item: ref });
    },
  };
  const nearer = {
    text: t('Zoom to It'),
    act: () => {
      zoom(ref);
    },
  };
  if (ref.kind !== 'set' || !key.startsWith('set:')) return [open, nearer];
  const steps = {
    text: t('Restore Steps'),
    act: () => {
      post({ type: 'restoreSteps', setId: ref.id });
    },
  };
  return [steps, open, nearer];
}

/** The selected item in words, and its actions. */
export class DetailsPane {
  readonly element = el('section', { class: 'details', attributes: { 'aria-label': t('Details') } });

  show(chosen: Chosen | undefined, actions: readonly ChosenAction[]): void {
    this.element.hidden = chosen === undefined;
    if (chosen === undefined) return;
    const buttons = actions.map(({ text, act }) => button(text, act));
    this.element.replaceChildren(
      ...describing(chosen.description, 'h2'),
      el('div', { class: 'toolbar' }, buttons),
    );
  }
}
