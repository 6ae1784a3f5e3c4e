import { spoken } from '../data/describe';
import { el } from '../draw/dom';
import type { Item } from '../layout/items';

/** How many buttons are placed in one frame: hundreds at once would delay it. */
const PLACED_AT_ONCE = 24;
const NAMES_AT_ONCE = 5;

type Act = (what: 'activate' | 'open' | 'focus', key: string) => void;

/**
 * The buttons over the bars. The drawing frame places the focused and the selected one; the rest follow in later
 * frames. As long as some are still at old places, a shield catches the mouse, so that no click goes to a neighbor.
 */
export class ItemButtons {
  readonly #parent: HTMLElement;
  readonly #act: Act;
  readonly #shield = el('div', { class: 'shield' });
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #placed = new Map<string, Item>();
  readonly #named = new Set<string>();
  #unnamed: Item[] = [];
  #wanted: ReadonlyMap<string, Item> = new Map();
  #selected: string | null = null;
  #current: string | undefined;
  #frame = 0;
  #naming = false;

  constructor(parent: HTMLElement, act: Act) {
    this.#parent = parent;
    this.#act = act;
    this.#shield.hidden = true;
    parent.append(this.#shield);
  }

  /** Forgets the names, which are created again. */
  forget(): void {
    this.#named.clear();
    this.#placed.clear();
    this.#unnamed = [];
  }

  /** Called in a frame of the browser. */
  show(wanted: ReadonlyMap<string, Item>, current: string | undefined, selected: string | null): void {
    this.#wanted = wanted;
    this.#press(this.#selected, false);
    this.#selected = selected;
    this.makeCurrent(this.#current, current);
    for (const key of [current, selected, this.#focused()]) {
      const item = wanted.get(key ?? '');
      if (item !== undefined) this.#place(item);
    }
    this.#press(selected, true);
    this.#shield.hidden = false;
    this.#placeSoon();
  }

  #press(key: string | null, on: boolean): void {
    const button = this.#buttons.get(key ?? '');
    if (button !== undefined && button.ariaPressed !== String(on)) button.ariaPressed = String(on);
  }

  focus(key: string): void {
    const item = this.#wanted.get(key);
    if (item !== undefined) this.#place(item);
    this.#buttons.get(key)?.focus({ preventScroll: true });
  }

  /** One button is in the tab order. */
  makeCurrent(before: string | undefined, now: string | undefined): void {
    const was = this.#buttons.get(before ?? '');
    if (was !== undefined && before !== now) was.tabIndex = -1;
    const is = this.#buttons.get(now ?? '');
    if (is !== undefined) is.tabIndex = 0;
    this.#current = now;
  }

  #focused(): string | undefined {
    const focused = document.activeElement;
    if (focused?.parentElement !== this.#parent) return undefined;
    return [...this.#buttons].find(([, button]) => button === focused)?.[0];
  }

  /**
   * At most one round per frame, never delayed: while the view moves, it comes with the next frame, before that draws.
   */
  #placeSoon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#placeSome();
    });
  }

  #placeSome(): void {
    let left = PLACED_AT_ONCE;
    for (const [key, button] of this.#buttons) {
      if (left === 0) break;
      // The focus must not get lost with its bar; it works again if the bar returns.
      if (this.#wanted.has(key) || button === document.activeElement) continue;
      this.#drop(key);
      left--;
    }
    for (const item of this.#wanted.values()) {
      if (left === 0) break;
      if (this.#place(item)) left--;
    }
    this.#shield.hidden = left > 0;
    if (left > 0) this.#nameWhenIdle();
    else this.#placeSoon();
  }

  /** Returns whether there was anything to do. */
  #place(item: Item): boolean {
    const { key, x, y, w, h } = item;
    const before = this.#placed.get(key);
    if (before?.x === x && before.y === y && before.w === w && before.h === h) return false;
    const button = this.#buttons.get(key) ?? this.#make(key);
    button.style.transform = `translate(${String(x)}px, ${String(y)}px)`;
    button.style.width = `${String(Math.max(w, 8))}px`;
    button.style.height = `${String(h)}px`;
    this.#placed.set(key, item);
    if (!this.#named.has(key)) {
      this.#named.add(key);
      this.#unnamed.push(item);
    }
    return true;
  }

  #make(key: string): HTMLButtonElement {
    const button = el('button', { class: 'item', attributes: { type: 'button' } });
    button.tabIndex = key === this.#current ? 0 : -1;
    button.ariaPressed = String(key === this.#selected);
    button.addEventListener('click', () => {
      this.#act('activate', key);
    });
    button.addEventListener('focus', () => {
      const item = this.#wanted.get(key);
      // A screen reader must not reach it before its name is set.
      if (item !== undefined && button.ariaLabel === null) this.#name(item);
      this.#act('focus', key);
    });
    button.addEventListener('blur', () => {
      if (!this.#wanted.has(key)) this.#placeSoon();
    });
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !event.ctrlKey) return;
      event.preventDefault();
      this.#act('open', key);
    });
    this.#buttons.set(key, button);
    this.#shield.before(button);
    return button;
  }

  #drop(key: string): void {
    this.#buttons.get(key)?.remove();
    this.#buttons.delete(key);
    this.#placed.delete(key);
    this.#named.delete(key);
  }

  #nameWhenIdle(): void {
    if (this.#unnamed.length === 0 || this.#naming) return;
    this.#naming = true;
    requestIdleCallback(
      (deadline) => {
        this.#naming = false;
        do for (const item of this.#unnamed.splice(0, NAMES_AT_ONCE)) this.#name(item);
        while (this.#unnamed.length > 0 && deadline.timeRemaining() > 4);
        this.#nameWhenIdle();
      },
      { timeout: 100 },
    );
  }

  #name(item: Item): void {
    const button = this.#buttons.get(item.key);
    if (button !== undefined) button.ariaLabel = spoken(item.describe());
  }
}
