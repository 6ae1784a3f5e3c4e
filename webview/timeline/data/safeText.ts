import { visibleText } from '../../../src/core/report/visibleText';

const LONGEST = 4000;
/** A name that the host has isolated; nothing in it may end the isolation before its end. */
const ISOLATED = /(\u2068[^\u202a-\u202e\u2066-\u2069]*\u2069)/u;

/**
 * A text from a file as it may be shown: what is hidden or would reorder its neighbours is spelled out. The host has
 * done that already; this holds whatever the page is handed. Doing it twice changes nothing.
 */
export function safeText(text: string): string {
  return text
    .split(ISOLATED)
    .map((part, index) => visibleText(index % 2 === 1 ? part.slice(1, -1) : part, LONGEST))
    .join('');
}
