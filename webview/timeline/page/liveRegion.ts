import { el } from '../draw/dom';

const SAY_AFTER_MS = 400;

/** What a screen reader says without being asked. */
export class LiveRegion {
  readonly element = el('div', { class: 'live', attributes: { 'aria-live': 'polite' } });
  #timer = 0;

  say(text: string): void {
    this.element.textContent = text;
  }

  /** When nothing else has come for a while: while one moves there would be no end of it. */
  saySoon(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.say(text);
    }, SAY_AFTER_MS);
  }
}
