import type { Picture } from '../../../src/core/timeline/picture';
import type { FromWebview, ItemRef } from '../../../src/protocol/timeline';
import { actionsFor } from './detailsPane';
import type { ChosenAction } from './detailsPane';
import { chosenBy } from '../data/find';
import { segmentKey, setKey } from '../data/itemKeys';
import type { Page } from './page';
import type { Chosen } from '../layout/pick';
import type { SavedState } from '../data/savedState';
import { timesOf } from '../data/scale';

/** What the selection needs of the page around it. */
export interface Shown {
  readonly post: (message: FromWebview) => void;
  readonly state: () => SavedState;
  readonly picture: () => Picture | undefined;
  readonly page: () => Page | undefined;
  readonly keep: (change: Partial<SavedState>) => void;
}

/** What is selected: in the picture, in the table, from outside; with its details, and the way to it. */
export class Selection {
  readonly #shown: Shown;
  #wanted: ItemRef | undefined;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /** From outside: the tree, a code lens, a hover. Waits until `reveal`, as there may be no picture yet. */
  want(item: ItemRef): void {
    this.#wanted = item;
  }

  /** Selects what is wanted, and brings it into sight. */
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

  /** From a table: what is chosen may be out of sight. */
  chooseListed(key: string, ref: ItemRef): void {
    this.choose(this.#chosen(key) ?? { key, description: { title: '', rows: [], notes: [] }, ref });
    this.#bring(ref);
  }

  /** What can be done with something. */
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
