/** The line width, in characters, of texts shown in an editor, which does not wrap them. */
export const TEXT_WIDTH = 100;

/** Breaks a text into lines of at most `width` characters, between words only: a longer word gets its own line. */
export function wrapText(text: string, width = TEXT_WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
