import type { Picture } from '../../../src/core/timeline/picture';
import { formatCount } from '../../../src/core/ground/sizes';
import type { ItemRef } from '../../../src/protocol/timeline';
import { el, isolated } from '../draw/dom';
import type { SavedState, Sort } from '../data/savedState';
import { type TablePart, tableParts, type TableRow } from '../data/tableRows';
import { nextSort, sortedRows } from '../data/tableSort';
import { t } from '../data/words';

const PAGE = 200;

export interface TableEvents {
  readonly choose: (key: string, ref: ItemRef) => void;
  readonly open: (ref: ItemRef) => void;
  readonly sort: (sort: Sort | null) => void;
}

/**
 * The picture as real tables, if they are wanted or nothing can be drawn; long ones are split into pages. The focus
 * stays on its column.
 */
export function showTables(
  area: HTMLElement,
  picture: Picture,
  { table: isWanted, sort }: Pick<SavedState, 'table' | 'sort'>,
  events: TableEvents,
): void {
  area.hidden = !isWanted && picture.lanes.length > 0;
  if (area.hidden) {
    area.replaceChildren();
    return;
  }
  const focused = document.activeElement?.getAttribute('data-sort') ?? '';
  area.replaceChildren(...tableParts(picture).map((part) => table(part, sort, events)));
  if (focused !== '') area.querySelector<HTMLElement>(`[data-sort="${focused}"]`)?.focus();
}

function table(part: TablePart, sort: Sort | null, events: TableEvents): HTMLElement {
  const body = el('tbody');
  const more = el('button', { class: 'more', attributes: { type: 'button' } });
  const caption = `${part.caption} (${formatCount(part.count)})`;
  const element = el('table', {}, [el('caption', { text: caption }), heads(part, sort, events), body]);
  const order = sortedRows(part, sort);
  const grow = (): void => {
    const from = body.childElementCount;
    body.append(...order.slice(from, from + PAGE).map((index) => line(part.row(index), events)));
    more.hidden = body.childElementCount >= part.count;
    more.textContent = t('Show more of {0}', caption);
  };
  more.addEventListener('click', grow);
  grow();
  // Wide tables scroll on their own, also with the keyboard.
  const frame = { tabindex: '0', role: 'region', 'aria-label': caption };
  return el('div', { class: 'frame', attributes: frame }, [element, more]);
}

function heads(part: TablePart, sort: Sort | null, events: TableEvents): HTMLElement {
  const cells = part.head.map((text, column) => {
    const own = sort?.part === part.id && sort.column === column ? sort : null;
    const arrow = own === null ? '' : own.down ? ' ▼' : ' ▲';
    const attributes = { type: 'button', 'data-sort': `${part.id} ${String(column)}` };
    const link = el('button', { class: 'link', text, attributes }, [
      el('span', { text: arrow, attributes: { 'aria-hidden': 'true' } }),
    ]);
    link.addEventListener('click', () => {
      events.sort(nextSort(part.id, column, sort));
    });
    const state = own === null ? 'none' : own.down ? 'descending' : 'ascending';
    return el('th', { attributes: { scope: 'col', 'aria-sort': state } }, [link]);
  });
  return el('thead', {}, [el('tr', {}, cells)]);
}

function line({ key, cells, ref }: TableRow, { choose, open }: TableEvents): HTMLElement {
  const [first = '', ...rest] = cells;
  const name = el('th', { attributes: { scope: 'row' } });
  if (ref === undefined) name.append(isolated(first));
  else {
    const link = el('button', { class: 'link', attributes: { type: 'button' } }, [isolated(first)]);
    link.addEventListener('click', () => {
      choose(key, ref);
    });
    link.addEventListener('dblclick', () => {
      open(ref);
    });
    name.append(link);
  }
  return el('tr', {}, [name, ...rest.map((text) => el('td', {}, [isolated(text)]))]);
}
