/** The line, from 1, of each third-level heading of a markdown page. */
export function headingLines(markdown: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  markdown.split(/\r?\n/).forEach((line, index) => {
    const heading = /^### +(\S+)\s*$/.exec(line)?.[1];
    if (heading !== undefined) lines.set(heading, index + 1);
  });
  return lines;
}
