/**
 * Characters that could hide, reorder or break what is shown: controls, line and paragraph separators, zero-width and
 * bidirectional marks, tag characters, half surrogate pairs.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

/**
 * Makes text from a file (label, path, name) safe to look at: invisible characters are spelled out (`␊` for a line
 * feed, `⟨U+202E⟩` for the rest), long text loses its middle, and right-to-left text cannot reorder the text around it.
 * The result has no line break. It is still plain text: code that builds markup must escape it.
 */
export function visibleText(text: string, maxLength = 200): string {
  const whole =
    text.length > 4 * maxLength ? text.slice(0, 2 * maxLength) + text.slice(-2 * maxLength) : text;
  const shown = shorten(whole.replace(HIDDEN, spellOut), text.length > whole.length, maxLength);
  return RIGHT_TO_LEFT.test(shown) ? ISOLATE + shown + END_ISOLATE : shown;
}

function spellOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

function shorten(text: string, cut: boolean, maxLength: number): string {
  const characters = Array.from(text);
  if (!cut && characters.length <= maxLength) return text;
  const half = Math.floor(maxLength / 2);
  return `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}
