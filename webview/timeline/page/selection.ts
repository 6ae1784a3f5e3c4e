import type { Picture } from '../../../src/core/timeline/picture';
import type { FromWebview, ItemRef } from '../../../src/protocol/timeline';
import { actionsFor, type ChosenAction } from './detailsPane';
import { chosenBy } from '../data/find';
import { segmentKey, setKey } from '../data/itemKeys';
import type { Page } from './page';
import type { Chosen } from '../layout/pick';
import type { SavedState } from '../data/savedState';
import { timesOf } from '../data/scale';

/** What the selection needs from the page. */
export interface Shown {
  readonly post: (message: FromWebview) => void;
  readonly state: () => SavedState;
  readonly picture: () => Picture | undefined;
  readonly page: () => Page | undefined;
  readonly keep: (change: Partial<SavedState>) => void;
}

/** The selected item, chosen in the picture, in the table or from outside, with its details, and how to get there. */
export class Selection {
  readonly #shown: Shown;
  #wanted: ItemRef | undefined;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /**
   * Selects from outside: the tree, a code lens, a hover. Waits until `reveal`, because there may be no picture yet.
   */
  want(item: ItemRef): void {
    this.#wanted = item;
  }

  /** Selects the requested item, and makes it visible. */
  reveal(): void {
    const item = this.#wanted;
    if (item === undefined || this.#shown.page() === undefined) return;
    this.#wanted = undefined;
    this.#select(
      item.kind === 'set'
        ? setKey(item.id, this.#spanOf(item)?.timeline ?? 0)
        : segmentKey(item.timeline, item.segment),
    );
    this.#bring(item);
  }

  choose({ key, ref }: Chosen): void {
    this.#select(key);
    if (ref !== undefined) this.#shown.post({ type: 'select', item: ref });
  }

  /** Selects from a table: the item may be outside of the view. */
  chooseListed(key: string, ref: ItemRef): void {
    this.choose(this.#chosen(key) ?? { key, description: { title: '', rows: [], notes: [] }, ref });
    this.#bring(ref);
  }

  /** The actions for an item. */
  actions(chosen: Chosen): ChosenAction[] {
    return actionsFor(chosen, this.#shown.post, (ref) => {
      const span = this.#spanOf(ref);
      if (span !== undefined) this.#shown.page()?.plot.zoomTo(span.timeline, span.from, span.to);
    });
  }

  showDetails(): void {
    const chosen = this.#chosen(this.#shown.state().selected);
    this.#shown.page()?.details.show(chosen, chosen === undefined ? [] : this.actions(chosen));
  }

  #select(key: string): void {
    this.#shown.keep({ selected: key });
    this.#shown.page()?.plot.select(key);
    this.showDetails();
  }

  #chosen(key: string | null): Chosen | undefined {
    const picture = this.#shown.picture();
    return key === null || picture === undefined ? undefined : chosenBy(key, picture, timesOf(picture));
  }

  #bring(item: ItemRef): void {
    const span = this.#spanOf(item);
    if (span !== undefined) this.#shown.page()?.plot.reveal(span.timeline, span.from, span.to);
  }

  #spanOf(item: ItemRef): { timeline: number; from: number; to: number } | undefined {
    if (item.kind === 'segment') return { timeline: item.timeline, from: item.segment, to: item.segment + 1 };
    return this.#shown.picture()?.sets.find(({ id }) => id === item.id)?.spans[0];
  }
}
