import type { Sort } from './savedState';
import type { TablePart } from './tableRows';
import { locale } from './words';

/** The indexes of the rows in sorted order; equal rows keep their order. */
export function sortedRows(part: TablePart, sort: Sort | null): number[] {
  const places = Array.from({ length: part.count }, (_, index) => index);
  if (sort?.part !== part.id || sort.column >= part.head.length) return places;
  const keys = places.map((index) => part.row(index).order[sort.column] ?? '');
  const { compare } = new Intl.Collator(locale(), { numeric: true });
  const sign = sort.down ? -1 : 1;
  return places.sort((a, b) => sign * compared(keys[a] ?? '', keys[b] ?? '', compare));
}

function compared(a: string | number, b: string | number, words: (a: string, b: string) => number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : words(String(a), String(b));
}

/** The next order after a click on a column's heading: ascending, descending, original. */
export function nextSort(part: TablePart['id'], column: number, before: Sort | null): Sort | null {
  if (before?.part !== part || before.column !== column) return { part, column, down: false };
  return before.down ? null : { part, column, down: true };
}
