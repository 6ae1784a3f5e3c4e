import type { Problem } from '../parsed';
import { excerpt } from '../textInput';

export type ToolProblemReason =
  | 'empty'
  | 'binary'
  | 'encrypted'
  | 'too-large'
  | 'cut'
  | 'malformed'
  | 'long-value'
  | 'bad-value'
  | 'checksum'
  | 'foreign'
  | 'missing';

/**
 * Something wrong in a backup tool's own metadata. It is a warning: the files themselves count first, and anything that
 * then is still unknown makes the verdict undetermined anyway.
 *
 * @param detail what was found or meant, to be shown
 */
export function toolProblem(reason: ToolProblemReason, detail?: string | number): Problem {
  const args = { reason, ...(detail === undefined ? {} : { detail: excerpt(String(detail)) }) };
  return { code: 'unreadable-tool-metadata', severity: 'warning', args };
}
