import { visibleText } from '../../../src/core/report/visibleText';

const LONGEST = 4000;
/** A name that the host has isolated; nothing inside may end the isolation early. */
const ISOLATED = /(\u2068[^\u202a-\u202e\u2066-\u2069]*\u2069)/u;

/**
 * A text from a file in a safe form: hidden and reordering characters are spelled out. The host has done that already;
 * this is a second safeguard. Applying it twice changes nothing.
 */
export function safeText(text: string): string {
  return text
    .split(ISOLATED)
    .map((part, index) => visibleText(index % 2 === 1 ? part.slice(1, -1) : part, LONGEST))
    .join('');
}
