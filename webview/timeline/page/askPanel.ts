import type { AnswerCard } from '../../../src/core/timeline/answerCard';
import type { AnswerMessage, FromWebview } from '../../../src/protocol/timeline';
import { button, TextField } from '../../ui/controls';
import { describing } from './details';
import { el, isolated } from '../draw/dom';
import { t } from '../data/words';

const MARKS: Record<AnswerCard['outcome'], string> = {
  proven: '✓',
  unproven: '?',
  impossible: '✗',
  'not-understood': '?',
};
const LONGEST_QUESTION = 1000;

/** "Can I recover to …?": a text field, and the answer below it. */
export class AskPanel {
  readonly element: HTMLElement;
  readonly #post: (message: FromWebview) => void;
  readonly #asked: (question: string) => void;
  readonly #field: TextField;
  readonly #answer = el('div', { class: 'answer', attributes: { role: 'status' } });

  /** @param asked is called with each question, which survives a reload */
  constructor(post: (message: FromWebview) => void, asked: (question: string) => void) {
    this.#post = post;
    this.#asked = asked;
    const label = t('Can I recover to …?');
    this.#field = new TextField(label, t('a time, an LSN or a restore point'), (text) => {
      this.#ask(text);
    });
    const line = el('div', { class: 'toolbar' }, [
      el('span', { text: label, attributes: { 'aria-hidden': 'true' } }),
      this.#field.element,
      button(t('Ask'), () => {
        this.#ask(this.#field.value);
      }),
      el('span', { class: 'space' }),
      button(t('Obsolete WAL'), () => {
        post({ type: 'obsolete' });
      }),
    ]);
    this.element = el('section', { class: 'ask', attributes: { 'aria-label': label } }, [line, this.#answer]);
  }

  show({ ask, cards }: AnswerMessage): void {
    this.#answer.replaceChildren(...cards.map((card) => this.#card(card, ask)));
  }

  /** Repeats the question from before a reload. */
  again(question: string): void {
    this.#field.value = question;
    this.#post({ type: 'ask', text: question });
  }

  #ask(text: string): void {
    if (text.trim() === '') return;
    const question = text.slice(0, LONGEST_QUESTION);
    this.#asked(question);
    this.#post({ type: 'ask', text: question });
  }

  #card(card: AnswerCard, ask: string): HTMLElement {
    const { outcome, headline, rows, notes, set, timeline, nearest, verify } = card;
    const [title, ...facts] = describing({ title: headline, rows, notes }, 'h2');
    const mark = el('span', { class: 'mark', text: MARKS[outcome], attributes: { 'aria-hidden': 'true' } });
    return el('article', { class: outcome }, [
      el('div', { class: 'line' }, [mark, ...(title === undefined ? [] : [title])]),
      ...facts,
      ...nearest.map(({ words, ask: other }) => this.#nearest(words, other)),
      ...(verify ? [this.#verify(ask)] : []),
      ...(set === null ? [] : [this.#steps(set, ask, timeline)]),
    ]);
  }

  #steps(set: string, ask: string, timeline: number | null): HTMLElement {
    return button(t('Restore Steps'), () => {
      this.#post({ type: 'steps', set, ask, timeline });
    });
  }

  /** The answer is updated by itself when the records have been read. */
  #verify(ask: string): HTMLElement {
    return button(t('Verify First'), () => {
      this.#post({ type: 'verifyFirst', ask });
    });
  }

  /** A click asks for a time that is possible. */
  #nearest(words: string, other: string): HTMLElement {
    const link = el('button', { class: 'link', attributes: { type: 'button' } }, [isolated(words)]);
    link.addEventListener('click', () => {
      this.#field.value = other;
      this.#ask(other);
    });
    return el('p', { class: 'note' }, [link]);
  }
}
