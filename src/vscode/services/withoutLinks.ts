/**
 * Notifications turn `[text](command:…)` into a link that runs a command; text from a file or a server must stay text.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u2060(');
}
