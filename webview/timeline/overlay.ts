import { spoken } from './describe';
import { el } from './dom';
import type { Item } from './items';
import { itemKey } from './keys';

const NAMES_AT_ONCE = 20;

export interface OverlayEvents {
  readonly activate: (item: Item) => void;
  readonly open: (item: Item) => void;
  readonly focus: (item: Item) => void;
}

/**
 * The part of the picture that has names and the focus: a button over each bar that can be told apart. One of them is in
 * the order of the tab key, arrows go on from there.
 */
export class Overlay {
  readonly element = el('div', { class: 'items', attributes: { role: 'group' } });
  readonly #events: OverlayEvents;
  readonly #named = new Set<string>();
  /** Buttons without a name yet: a thousand names at once would hold up the frame. */
  #unnamed: Item[] = [];
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #items: readonly Item[] = [];
  #current: string | undefined;

  constructor(label: string, events: OverlayEvents) {
    this.#events = events;
    this.element.setAttribute('aria-label', label);
    this.element.addEventListener('keydown', (event) => {
      this.#key(event);
    });
  }

  /** Names are made anew when the picture is another one. */
  forget(): void {
    this.#named.clear();
    this.#unnamed = [];
  }

  /** Puts the buttons where the bars are now; those of the same things stay the same elements. */
  show(items: readonly Item[], selected: string | null): void {
    const gone = new Set(this.#buttons.keys());
    const known = items.some(({ key }) => key === this.#current);
    const current = known ? this.#current : (items.find(({ key }) => key === selected) ?? items[0])?.key;
    const added = document.createDocumentFragment();
    items.forEach((item) => {
      gone.delete(item.key);
      this.#place(item, item.key === current, item.key === selected, added);
    });
    if (added.hasChildNodes()) this.element.append(added);
    this.#nameWhenIdle();
    for (const key of gone) this.#drop(key);
    this.#items = items;
    this.#current = current;
  }

  item(key: string | null): Item | undefined {
    return this.#items.find((item) => item.key === key);
  }

  /** What lies at a place; of several the smallest. */
  at(x: number, y: number): Item | undefined {
    return this.#items
      .filter((item) => x >= item.x && x <= item.x + item.w && y >= item.y && y <= item.y + item.h)
      .sort((a, b) => a.w * a.h - b.w * b.h)[0];
  }

  focus(key: string): void {
    this.#buttons.get(key)?.focus({ preventScroll: true });
  }

  #place(item: Item, current: boolean, selected: boolean, added: DocumentFragment): void {
    let button = this.#buttons.get(item.key);
    if (button === undefined) {
      button = this.#make(item.key);
      this.#buttons.set(item.key, button);
      added.append(button);
    }
    button.style.transform = `translate(${String(item.x)}px, ${String(item.y)}px)`;
    button.style.width = `${String(Math.max(item.w, 8))}px`;
    button.style.height = `${String(item.h)}px`;
    button.tabIndex = current ? 0 : -1;
    button.setAttribute('aria-pressed', String(selected));
    if (this.#named.has(item.key)) return;
    this.#named.add(item.key);
    this.#unnamed.push(item);
  }

  #nameWhenIdle(): void {
    if (this.#unnamed.length === 0) return;
    requestIdleCallback(
      (deadline) => {
        do this.#nameSome(NAMES_AT_ONCE);
        while (this.#unnamed.length > 0 && deadline.timeRemaining() > 2);
        this.#nameWhenIdle();
      },
      { timeout: 50 },
    );
  }

  #nameSome(count: number): void {
    for (const item of this.#unnamed.splice(0, count)) this.#name(item);
  }

  #name(item: Item): void {
    const button = this.#buttons.get(item.key);
    if (button !== undefined) button.ariaLabel = spoken(item.describe());
  }

  #make(key: string): HTMLButtonElement {
    const button = el('button', { class: 'item', attributes: { type: 'button' } });
    const act = (what: keyof OverlayEvents): void => {
      const item = this.item(key);
      if (item !== undefined) this.#events[what](item);
    };
    button.addEventListener('click', () => {
      act('activate');
    });
    button.addEventListener('focus', () => {
      const item = this.item(key);
      // Whoever reads the screen aloud must not come before the name.
      if (item !== undefined && button.ariaLabel === null) this.#name(item);
      this.#makeCurrent(key);
      act('focus');
    });
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !event.ctrlKey) return;
      event.preventDefault();
      act('open');
    });
    return button;
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
    const before = this.#buttons.get(this.#current ?? '');
    if (before !== undefined) before.tabIndex = -1;
    const now = this.#buttons.get(key);
    if (now !== undefined) now.tabIndex = 0;
    this.#current = key;
  }

  /** A bar that leaves the picture while it has the focus stays until it loses it: the focus must not fall out. */
  #drop(key: string): void {
    const button = this.#buttons.get(key);
    if (button === undefined) return;
    if (button === document.activeElement) {
      button.addEventListener(
        'blur',
        () => {
          button.remove();
        },
        { once: true },
      );
      button.tabIndex = -1;
    } else button.remove();
    this.#buttons.delete(key);
    this.#named.delete(key);
  }
}
