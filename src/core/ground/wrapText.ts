/** The width in characters of texts that are shown in an editor, which does not wrap them. */
export const TEXT_WIDTH = 100;

/** A text in lines of at most `width` characters, broken between words only: a longer word has its own line. */
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
