import type { FindingCode } from '../ground/finding';

/**
 * Why a file was not written. In every case, the file with that name is the one that was there before, or there is
 * none.
 */
export type WriteProblem =
  /** A file with that name exists, or appeared meanwhile; it was left as it is. */
  | { readonly kind: 'exists'; readonly path: string }
  /** A server runs in the data directory, or its `postmaster.pid` was copied along: `path` is that file. */
  | { readonly kind: 'live'; readonly path: string }
  /** The directory is outside of the data directory: `path` is a link to `target`. */
  | { readonly kind: 'outside'; readonly path: string; readonly target: string }
  /** The content is not what it has to be; `code` and `args` are those of a finding. */
  | {
      readonly kind: 'refused';
      readonly path: string;
      readonly code: FindingCode;
      readonly args: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: 'canceled' }
  /** The server did not send the content. The words are those of the error. */
  | { readonly kind: 'source'; readonly message: string; readonly remedy: string }
  /** The system refused: `code` is its error name (`ENOSPC`, `EROFS`, `EACCES`, …). */
  | { readonly kind: 'system'; readonly path: string; readonly code: string };
