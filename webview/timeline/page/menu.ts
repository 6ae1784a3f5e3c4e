import type { ChosenAction } from './detailsPane';
import { el } from '../draw/dom';

const KEYS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The menu of an item in the picture. It returns the focus to where it was. */
export class Menu {
  readonly element = el('div', { class: 'menu', attributes: { role: 'menu' } });
  #before: Element | null = null;

  constructor() {
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      this.#key(event);
    });
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || !this.element.contains(relatedTarget))
        this.element.hidden = true;
    });
  }

  /** @param x pixels of the window */
  show(label: string, actions: readonly ChosenAction[], x: number, y: number): void {
    if (actions.length === 0) return;
    this.#before = document.activeElement;
    this.element.setAttribute('aria-label', label);
    this.element.replaceChildren(...actions.map((action) => this.#entry(action)));
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.max(0, Math.min(x, window.innerWidth - offsetWidth - 4));
    const top = Math.max(0, Math.min(y, window.innerHeight - offsetHeight - 4));
    this.element.style.transform = `translate(${String(left)}px, ${String(top)}px)`;
    this.#entries()[0]?.focus();
  }

  #entry({ text, act }: ChosenAction): HTMLElement {
    const entry = el('button', { text, attributes: { type: 'button', role: 'menuitem', tabindex: '-1' } });
    entry.addEventListener('click', () => {
      this.#close();
      act();
    });
    return entry;
  }

  #entries(): HTMLElement[] {
    return [...this.element.querySelectorAll('button')];
  }

  #close(): void {
    this.element.hidden = true;
    if (this.#before instanceof HTMLElement) this.#before.focus({ preventScroll: true });
  }

  #key(event: KeyboardEvent): void {
    const entries = this.#entries();
    const index = entries.findIndex((entry) => entry === document.activeElement);
    const next = KEYS[event.key]?.(index, entries.length);
    if (next !== undefined) entries[next]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
