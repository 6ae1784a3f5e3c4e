import { printable } from './text/layout';

/** If set to anything, an internal error is printed with its stack. */
export const DEBUG_VARIABLE = 'PG_BACKUP_INSPECTOR_DEBUG';

/** Facts about this run that an error message depends on. */
export interface ErrorContext {
  readonly version: string;
  /** Whether the stack is wanted. */
  readonly debug: boolean;
}

/** What to print about an error that this program should have handled: one line, and the stack if it is wanted. */
export function internalErrorText(error: unknown, { version, debug }: ErrorContext): string {
  const message = printable(error instanceof Error ? error.message : String(error));
  const ask = debug ? '' : `, and add what ${DEBUG_VARIABLE}=1 prints`;
  const line =
    `pg-backup-inspector ${version}: internal error: ${message}. Nothing was judged to its end. ` +
    `Please report this as an issue of the project${ask}.\n`;
  return debug && error instanceof Error ? `${line}${error.stack ?? ''}\n` : line;
}
