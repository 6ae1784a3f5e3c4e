import { visibleText } from '../../../core/report/visibleText';
import type { TreeContext } from './context';
import { formatCount } from './context';

const LABEL_LENGTH = 60;
const PATH_LENGTH = 80;

/** User text as a label: every character visible, shortened in the middle, where names differ least. */
export function labelText(text: string): string {
  return visibleText(text, LABEL_LENGTH);
}

/** A path as it is shown. */
export function pathText(path: string): string {
  return visibleText(path, PATH_LENGTH);
}

/** Bytes in the largest unit that leaves at least 1, counted in 1024s as PostgreSQL does. */
export function formatBytes(bytes: number, context: TreeContext): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${value.toLocaleString(context.locale, { maximumFractionDigits: digits })} ${units[unit] ?? ''}`;
}

/** "1 segment", "1,204 segments". */
export function segmentsText(count: number, context: TreeContext): string {
  return count === 1 ? context.t('1 segment') : context.t('{0} segments', formatCount(count, context));
}

/** Joins the parts of a description, leaving out the empty ones. */
export function parts(...texts: (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join(' · ');
}
