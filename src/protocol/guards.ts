import { formatCount } from '../core/ground/sizes';

/** Checks the shape of a value that came from the other side, which is not trusted before. */
export type Guard<T> = (value: unknown) => value is T;

const LONGEST_TEXT = 4096;
/** The part of a text that is kept if it is too long: enough to recognize it. */
const SHOWN_OF_LONG = 400;

/** A text of at most `longest` characters. */
export function text(longest = LONGEST_TEXT): Guard<string> {
  return (value): value is string => typeof value === 'string' && value.length <= longest;
}

/** A finite number: NaN and the infinities would arrive as null. */
export const number: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** A number that counts something. */
export const count: Guard<number> = (value): value is number =>
  number(value) && Number.isSafeInteger(value) && value >= 0;

export const flag: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';

export const bytes: Guard<Uint8Array> = (value): value is Uint8Array => value instanceof Uint8Array;

/** One of a fixed set of words or numbers. */
export function oneOf<const T extends string | number>(choices: readonly T[]): Guard<T> {
  return (value): value is T => choices.some((choice) => choice === value);
}

export function orNull<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

/** A list of at most `longest` elements. */
export function listOf<T>(guard: Guard<T>, longest = 1_000_000): Guard<readonly T[]> {
  return (value): value is readonly T[] =>
    Array.isArray(value) && value.length <= longest && value.every((each) => guard(each));
}

/** An object with at least these fields; others are ignored. */
export function shape<T extends object>(fields: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return names.every((name) => Object.hasOwn(value, name) && fields[name]((value as T)[name]));
  };
}

/** Any of several shapes. */
export function either<T extends readonly unknown[]>(
  ...guards: { readonly [K in keyof T]: Guard<T[K]> }
): Guard<T[number]> {
  return (value): value is T[number] => guards.some((guard) => guard(value));
}

/** An object with any names whose values are texts. */
export const textTable: Guard<Readonly<Record<string, string>>> = (
  value,
): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((each) => typeof each === 'string');

/** No message is deeper than this; anything below is left out. */
const DEEPEST = 40;

/**
 * A copy of a value for a channel in which no text is longer than `longest` characters: a longer one is cut at its end,
 * with the number of characters that were left out. Ids may be cut too: a longer id names nothing that exists.
 */
export function shortened(value: unknown, longest = LONGEST_TEXT - 100, depth = 0): unknown {
  if (typeof value === 'string') return shortenedText(value, longest);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.map((each) => shortened(each, longest, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, shortened(each, longest, depth + 1)]),
  );
}

/** `abc… (+1,048,573 characters)`: never splits a surrogate pair. */
function shortenedText(value: string, longest: number): string {
  if (value.length <= longest) return value;
  const kept = value.slice(0, Math.min(longest, SHOWN_OF_LONG)).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (+${formatCount(value.length - kept.length)} characters)`;
}
