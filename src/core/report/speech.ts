import { formatCount } from '../ground/sizes';
import { type Translate, untranslated } from '../ground/translate';

/** How texts get into the reader's language, and how numbers are written. */
export interface Speech {
  readonly t: Translate;
  readonly number: (value: number) => string;
}

/** As the command line has it. */
export const ENGLISH: Speech = {
  t: untranslated,
  number: formatCount,
};
