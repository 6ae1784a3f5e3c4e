import type { Finding } from '../../../core/ground/finding';
import type { Translate } from '../../../core/ground/translate';
import type { Speech } from '../../../core/report/speech';

/** A workspace folder. */
export interface TreeRoot {
  readonly name: string;
  /** With `/` between its parts, but not at the end. */
  readonly path: string;
}

/** What the tree needs besides the catalog. */
export interface TreeContext {
  readonly t: Translate;
  readonly roots: readonly TreeRoot[];
  /** The present time, in milliseconds since 1970 UTC. */
  readonly now: number;
  /** BCP 47 tag of the viewer's language. */
  readonly locale: string;
  /** IANA zone; absent for the viewer's own. */
  readonly timeZone?: string;
  readonly explain: (finding: Finding) => { readonly message: string; readonly hint: string };
}

/** A number with the viewer's separators. */
export function countText(value: number, context: TreeContext): string {
  return value.toLocaleString(context.locale);
}

/** For words that the command line and the timeline have as well. */
export function speechOf(context: TreeContext): Speech {
  return { t: context.t, number: (value) => countText(value, context) };
}
