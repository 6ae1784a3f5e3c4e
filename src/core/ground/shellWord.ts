/** Characters that no POSIX shell reads as anything but themselves. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * A text as one word of a POSIX shell: nothing in it is expanded, split or run. Quotes are put only where they are
 * needed. A NUL cannot be in a word of a command; it is taken out, as the kernel would end the word there.
 */
export function shellWord(text: string): string {
  const word = text.replaceAll('\0', '');
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
