/** Notifications turn `[text](command:…)` into a link that runs; what a file or a server says there is text. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u2060(');
}
