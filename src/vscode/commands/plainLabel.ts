/** Quick picks turn `$(name)` into an icon; in the label of a backup it is text. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u2060(');
}
