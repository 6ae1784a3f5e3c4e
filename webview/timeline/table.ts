import type { Picture } from '../../src/core/timeline/picture';
import { formatCount } from '../../src/core/report/words';
import type { ItemRef } from '../../src/protocol/timeline';
import { el, isolated } from './dom';
import type { TablePart, TableRow } from './tableRows';
import { tableParts } from './tableRows';
import { t } from './words';

const PAGE = 200;

export interface TableEvents {
  readonly choose: (key: string, ref: ItemRef) => void;
  readonly open: (ref: ItemRef) => void;
}

/** The picture for those who would rather read it: real tables, long ones in pages. */
export function tables(picture: Picture, events: TableEvents): HTMLElement[] {
  return tableParts(picture).map((part) => table(part, events));
}

function table(part: TablePart, events: TableEvents): HTMLElement {
  const head = el('thead', {}, [
    el(
      'tr',
      {},
      part.head.map((text) => el('th', { text, attributes: { scope: 'col' } })),
    ),
  ]);
  const body = el('tbody');
  const more = el('button', { class: 'more', attributes: { type: 'button' } });
  const caption = `${part.caption} (${formatCount(part.count)})`;
  const element = el('table', {}, [el('caption', { text: caption }), head, body]);
  const grow = (): void => {
    const from = body.childElementCount;
    const to = Math.min(part.count, from + PAGE);
    for (let index = from; index < to; index++) body.append(line(part.row(index), events));
    more.hidden = to >= part.count;
    more.textContent = t('Show more of {0}', caption);
  };
  more.addEventListener('click', grow);
  grow();
  // Wide tables scroll by themselves, also by the keyboard.
  const frame = { tabindex: '0', role: 'region', 'aria-label': caption };
  return el('div', { class: 'frame', attributes: frame }, [element, more]);
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
