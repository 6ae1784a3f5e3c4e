/** Texts for a POSIX shell and for PostgreSQL's configuration files. */

/** Characters that no step may contain: they are invisible, and a pasted line break runs the text after it. */
const UNWRITABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]/u;

/** Whether a path can be part of a command that a person pastes. A replacement character means: the name is not UTF-8. */
export function isWritable(text: string): boolean {
  return !UNWRITABLE.test(text);
}

/** A value in postgresql.conf or recovery.conf (`GUC_scanstr`, guc-file.l): quotes doubled, backslashes too. */
export function confQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** Writes lines to a file as they are. `target` is a word of the shell, quoted by the caller. */
export function hereDocument(operator: '>' | '>>', target: string, lines: readonly string[]): string {
  return [`cat ${operator} ${target} <<'END_OF_FILE'`, ...lines, 'END_OF_FILE'].join('\n');
}
