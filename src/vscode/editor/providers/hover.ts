import * as vscode from 'vscode';
import type { CatalogSource } from '../../services/catalogSource';
import { factsOf, tokenRange, viewOf } from './documents';
import { tokenAt, tokenOfLine } from '../model/facts';
import { hoverContent } from '../model/hoverContent';
import { LINKABLE_COMMANDS, type Markdown } from '../model/markdown';

/** Answers from memory: no file is read, and a text is parsed once for each version. */
export class WalHoverProvider implements vscode.HoverProvider {
  readonly #source: CatalogSource;

  constructor(source: CatalogSource) {
    this.#source = source;
  }

  provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): vscode.Hover | undefined {
    const facts = factsOf(document);
    if (facts === undefined || token.isCancellationRequested) return undefined;
    const exact = tokenAt(facts, position.line, position.character);
    const target =
      exact !== undefined && exact.kind !== 'timeline' ? exact : tokenOfLine(facts, position.line);
    const view = target === undefined ? undefined : viewOf(document, this.#source);
    if (target === undefined || view === undefined) return undefined;
    const content = hoverContent(target, view);
    if (content === undefined) return undefined;
    const range = target === exact ? tokenRange(target) : document.lineAt(position.line).range;
    return new vscode.Hover(markdownString(content), range);
  }
}

/** Trusted for our own commands only, without HTML: `Markdown` cannot do more harm than that. */
function markdownString(content: Markdown): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(content.value);
  markdown.isTrusted = { enabledCommands: LINKABLE_COMMANDS };
  markdown.supportHtml = false;
  return markdown;
}
