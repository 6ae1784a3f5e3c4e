import type { Args } from './args';

/** What a `reason` argument means, as the end of a sentence; checked against the reasons that a format defines. */
export type ReasonWords<Reason extends string> = Record<Reason, (args: Args) => string>;

/** The words for the reason, or `fallback` for none and for one from a newer format reader. */
export function reasonWords(table: Partial<ReasonWords<string>>, args: Args, fallback: string): string {
  const reason = args.reason;
  if (reason === undefined || !Object.hasOwn(table, reason)) return fallback;
  return table[reason]?.(args) ?? fallback;
}

/** ` ("…")` with what the file says, or nothing. */
export function quoted(args: Args, name = 'text'): string {
  return args.fill((text) => ` (“${text}”)`, name);
}

/** What makes any small text file unusable. */
export const TEXT_FLAWS = {
  empty: () => 'it is empty',
  binary: () => 'it is not text',
  'byte-order-mark': () => 'it begins with a byte order mark, which an editor added',
  'too-large': () => 'it is much too large',
} satisfies Partial<ReasonWords<string>>;
