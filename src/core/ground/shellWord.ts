/** Characters that every POSIX shell reads as themselves. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * A text as one quoted word of a POSIX shell: nothing in it is expanded, split or run. NUL is removed, because a word
 * cannot contain it: the kernel would end the word there.
 */
export function shellQuote(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}

/** A text as one word of a POSIX shell, with quotes only if they are needed. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : shellQuote(text);
}
