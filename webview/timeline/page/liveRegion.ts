import { el } from '../draw/dom';

const SAY_AFTER_MS = 400;

/** Texts that a screen reader announces. */
export class LiveRegion {
  readonly element = el('div', { class: 'live', attributes: { 'aria-live': 'polite' } });
  #timer = 0;

  say(text: string): void {
    this.element.textContent = text;
  }

  /** Announces a text after a pause, because it would never end while the view moves. */
  saySoon(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.say(text);
    }, SAY_AFTER_MS);
  }
}
