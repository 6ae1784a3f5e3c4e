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
 * Something wrong in a backup tool's own metadata. It is a warning: what the files themselves say counts first, and
 * what then is still unknown leaves the verdict open by itself.
 *
 * @param detail what was found or meant, to be shown
 */
export function toolProblem(reason: ToolProblemReason, detail?: string | number): Problem {
  const args = { reason, ...(detail === undefined ? {} : { detail: excerpt(String(detail)) }) };
  return { code: 'unreadable-tool-metadata', severity: 'warning', args };
}
