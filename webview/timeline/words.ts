import { formatCount } from '../../src/core/report/words';

let bundle: Readonly<Record<string, string>> = {};
let tongue: string | undefined;

/** The texts in the viewer's language, by the English ones, as the host sends them. */
export function useWords(words: Readonly<Record<string, string>>, locale: string): void {
  bundle = words;
  tongue = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0 ? locale : undefined;
}

/** Puts a text into the viewer's language; `{0}`, `{1}`, … stand for the arguments. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  const own = Object.hasOwn(bundle, message) ? (bundle[message] ?? message) : message;
  return own.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}

/** BCP 47 tag of the viewer's language. */
export function locale(): string {
  return tongue ?? 'en';
}

/** A moment in the viewer's zone, to the second, without the year where it is this one. */
export function moment(ms: number): string {
  const date = new Date(ms);
  const sameYear = date.getFullYear() === new Date().getFullYear();
  const day = date.toLocaleDateString(locale(), {
    month: 'short',
    day: 'numeric',
    ...(!sameYear && { year: 'numeric' }),
  });
  return `${day} ${clock(ms)}`;
}

/** The time of day, to the second. */
export function clock(ms: number): string {
  return new Date(ms).toLocaleTimeString(locale(), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

/** `Nov 18 02:04:12 → 23:12:40`: the day once where both are of it. */
export function span(from: string, to: string): string {
  if (from === to) return from;
  const day = from.slice(0, from.lastIndexOf(' ') + 1);
  return `${from} → ${day !== '' && to.startsWith(day) ? to.slice(day.length) : to}`;
}

export function segments(count: number): string {
  return count === 1 ? t('1 segment') : t('{0} segments', formatCount(count));
}
