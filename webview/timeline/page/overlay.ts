import type { Item } from '../layout/items';
import { itemKey } from './keys';
import { el } from '../draw/dom';
import { ItemButtons } from './itemButtons';

export interface OverlayEvents {
  readonly activate: (item: Item) => void;
  readonly open: (item: Item) => void;
  readonly focus: (item: Item) => void;
}

/**
 * The accessible part of the picture: a button over each distinguishable bar. One of them is in the tab order; the
 * arrow keys move from there.
 */
export class Overlay {
  readonly element = el('div', { class: 'items', attributes: { role: 'group' } });
  readonly #buttons: ItemButtons;
  #items: readonly Item[] = [];
  #known: ReadonlyMap<string, Item> = new Map();
  #current: string | undefined;

  constructor(label: string, events: OverlayEvents) {
    this.element.setAttribute('aria-label', label);
    const act = (what: keyof OverlayEvents, key: string): void => {
      const item = this.#known.get(key);
      if (item === undefined) return;
      if (what === 'focus') this.#makeCurrent(key);
      events[what](item);
    };
    this.#buttons = new ItemButtons(this.element, act);
    this.element.addEventListener('keydown', (event) => {
      this.#key(event);
    });
  }

  /** Forgets the names, which are created again for another picture. */
  forget(): void {
    this.#buttons.forget();
  }

  /** Moves the buttons to the bars; the button of an item stays the same element. */
  show(items: readonly Item[], selected: string | null): void {
    this.#items = items;
    this.#known = new Map(items.map((item) => [item.key, item]));
    if (!this.#known.has(this.#current ?? '')) this.#current = (this.item(selected) ?? items[0])?.key;
    this.#buttons.show(this.#known, this.#current, selected);
  }

  item(key: string | null): Item | undefined {
    return key === null ? undefined : this.#known.get(key);
  }

  /** The item at a position; the smallest of several. */
  at(x: number, y: number): Item | undefined {
    return this.#items
      .filter((item) => x >= item.x && x <= item.x + item.w && y >= item.y && y <= item.y + item.h)
      .sort((a, b) => a.w * a.h - b.w * b.h)[0];
  }

  focus(key: string): void {
    this.#buttons.focus(key);
  }

  #key(event: KeyboardEvent): void {
    const index = this.#items.findIndex(({ key }) => key === this.#current);
    const next = itemKey(event.key, index, this.#items.length);
    const item = next === undefined ? undefined : this.#items[next];
    if (item === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.focus(item.key);
  }

  #makeCurrent(key: string): void {
    this.#buttons.makeCurrent(this.#current, key);
    this.#current = key;
  }
}
