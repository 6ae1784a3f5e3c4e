/** The width of the texts of answers and steps, in characters: they are shown in an editor that does not wrap. */
export const TEXT_WIDTH = 100;

/** A text in lines of at most `width` characters, broken between words only: a longer word has a line of its own. */
export function wrapText(text: string, width = TEXT_WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
