import type { Description } from '../data/describe';
import { el, isolated } from '../draw/dom';

/** A description as elements: title, facts, sentences. */
export function describing(
  { title, rows, notes }: Description,
  heading: 'h2' | 'strong' = 'strong',
): HTMLElement[] {
  const facts = el(
    'dl',
    {},
    rows.flatMap(([name, value]) => [el('dt', { text: name }), el('dd', {}, [isolated(value)])]),
  );
  return [
    el(heading, {}, [isolated(title)]),
    ...(rows.length > 0 ? [facts] : []),
    ...notes.map((note) => el('p', { class: 'note' }, [isolated(note)])),
  ];
}

/** The description of the item under the mouse. Screen readers skip it and read the names of the bars. */
export class Tip {
  readonly element = el('div', { class: 'tip', attributes: { 'aria-hidden': 'true' } });

  constructor() {
    this.element.hidden = true;
  }

  hide(): void {
    this.element.hidden = true;
  }

  show(what: Description | undefined, x: number, y: number, width: number, height: number): void {
    this.element.hidden = what === undefined;
    if (what === undefined) return;
    this.element.replaceChildren(...describing(what));
    const { offsetWidth, offsetHeight } = this.element;
    const left = x + 16 + offsetWidth > width ? Math.max(4, x - offsetWidth - 12) : x + 16;
    const top = y + 18 + offsetHeight > height ? Math.max(4, y - offsetHeight - 12) : y + 18;
    this.element.style.transform = `translate(${String(left)}px, ${String(top)}px)`;
  }
}
