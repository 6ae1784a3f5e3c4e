/** Makes text from files and servers inert in parts of VS Code that give some characters a meaning. */

/**
 * Notifications turn `[text](command:…)` into a link that runs a command; text from a file or a server must stay text.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u2060(');
}

/** Quick picks turn `$(name)` into an icon; in the label of a backup it is text. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u2060(');
}
