import * as vscode from 'vscode';
import { Markdown, safe } from '../editor/model/markdown';
import type { NodeTooltip } from './model/node';

const LONGEST_PIECE = 180;

/** A tooltip as Markdown in which all text is escaped: labels and names come from files of unknown origin. */
export function tooltipMarkdown(tooltip: NodeTooltip): vscode.MarkdownString {
  const rows = tooltip.rows.map(([name, value]) => safe`${name}: ${whole(value)}`);
  const paragraphs = [
    safe`**${whole(tooltip.title)}**`,
    ...(rows.length === 0 ? [] : [Markdown.join(rows, '  \n')]),
    ...tooltip.notes.map(whole),
  ];
  const markdown = new vscode.MarkdownString(Markdown.join(paragraphs, '\n\n').value);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}

/** Text of any length: the builder shortens a single piece, but here everything is needed. */
function whole(text: string): Markdown {
  const pieces: string[] = [];
  for (const word of text.split(' ')) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + word.length < LONGEST_PIECE)
      pieces[pieces.length - 1] = `${last} ${word}`;
    else pieces.push(word);
  }
  return Markdown.join(
    pieces.map((piece) => safe`${piece}`),
    ' ',
  );
}
