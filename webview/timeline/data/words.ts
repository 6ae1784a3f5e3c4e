import { formatCount } from '../../../src/core/ground/sizes';

let bundle: Readonly<Record<string, string>> = {};
let tongue: string | undefined;
let named = '';

/** The texts in the viewer's language, by the English ones, as the host sends them. */
export function useWords(words: Readonly<Record<string, string>>, locale: string): void {
  bundle = words;
  if (named !== locale) tongue = isTag(locale) ? locale : undefined;
  named = locale;
}

/** Whether a text is a language tag; for others the browser throws. */
function isTag(text: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([text]).length > 0;
  } catch {
    return false;
  }
}

/** Translates a text into the viewer's language; `{0}`, `{1}`, … are the arguments. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  const own = Object.hasOwn(bundle, message) ? (bundle[message] ?? message) : message;
  return own.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}

/** BCP 47 tag of the viewer's language. */
export function locale(): string {
  return tongue ?? 'en';
}

/** Date formatters, each created once: creating one takes longer than a frame may. */
const writers = new Map<string, Intl.DateTimeFormat>();

/** A date in the viewer's language and zone. */
export function formatDate(date: Date | number, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale()} ${JSON.stringify(options)}`;
  const writer = writers.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  writers.set(key, writer);
  return writer.format(date);
}

/** Creates the date formatters in advance: the host's language is usually the browser's. */
export function warmWords(language: string): void {
  if (tongue !== undefined || !isTag(language)) return;
  tongue = language;
  moment(0);
  moment(Date.now());
  tongue = undefined;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const DAY = { month: 'short', day: 'numeric' } as const;

/** A time in the viewer's zone, to the second, without the year if it is the current one. */
export function moment(ms: number): string {
  const sameYear = new Date(ms).getFullYear() === new Date().getFullYear();
  return `${formatDate(ms, sameYear ? DAY : { ...DAY, year: 'numeric' })} ${formatDate(ms, CLOCK)}`;
}

const MINUTE_MS = 60_000;
const CLOCK_OF_MINUTES = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** The whole minutes of a period, for narrow places: never more than it contains. Undefined if it contains none. */
export function minutesWithin(fromMs: number, toMs: number): string | undefined {
  const [from, to] = [Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS, Math.floor(toMs / MINUTE_MS) * MINUTE_MS];
  if (from >= to) return undefined;
  const [first, last] = [from, to].map((ms) => `${formatDate(ms, DAY)} ${formatDate(ms, CLOCK_OF_MINUTES)}`);
  return span(first ?? '', last ?? '');
}

/** `Nov 18 02:04:12 → 23:12:40`: the day once if it is the same. */
export function span(from: string, to: string): string {
  if (from === to) return from;
  return `${from} → ${untilWords(from, to)}`;
}

/** The end of a period, without its day if it is that of its beginning. */
export function untilWords(from: string, to: string): string {
  const day = from.slice(0, from.lastIndexOf(' ') + 1);
  return day !== '' && to.startsWith(day) ? to.slice(day.length) : to;
}

export function segments(count: number): string {
  return count === 1 ? t('1 segment') : t('{0} segments', formatCount(count));
}
