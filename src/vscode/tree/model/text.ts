import { formatBytes } from '../../../core/ground/sizes';
import { visibleText } from '../../../core/report/visibleText';
import { countText, type TreeContext } from './context';

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

/** A size in the reader's language: `96 MB`. */
export function bytesText(bytes: number, context: TreeContext): string {
  return formatBytes(bytes, (value) => countText(value, context));
}

/** "1 segment", "1,204 segments". */
export function segmentsText(count: number, context: TreeContext): string {
  return count === 1 ? context.t('1 segment') : context.t('{0} segments', countText(count, context));
}

/** Joins the parts of a description, leaving out the empty ones. */
export function parts(...texts: (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join(' · ');
}
