import * as vscode from 'vscode';
import type { CatalogSource } from '../../services/catalogSource';
import { factsOf, tokenRange, viewOf } from './documents';
import { tokenAt, tokenOfLine } from '../model/facts';
import { segmentUri } from './segmentDocument';
import { type LinkedFile, linkedFile } from '../model/linkedFiles';

/** Go to Definition: from a location or name to the file; for a segment, to the text of its first page. */
export class WalDefinitionProvider implements vscode.DefinitionProvider {
  readonly #source: CatalogSource;

  constructor(source: CatalogSource) {
    this.#source = source;
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink[] {
    const facts = factsOf(document);
    const view = facts === undefined ? undefined : viewOf(document, this.#source);
    if (facts === undefined || view === undefined) return [];
    const token = tokenAt(facts, position.line, position.character) ?? tokenOfLine(facts, position.line);
    const target = token === undefined ? undefined : linkedFile(token, view);
    if (token === undefined || target === undefined) return [];
    const start = new vscode.Range(0, 0, 0, 0);
    return [{ originSelectionRange: tokenRange(token), targetUri: uriOf(target), targetRange: start }];
  }
}

/** Links on file names and timeline numbers; locations have Go to Definition. */
export class WalLinkProvider implements vscode.DocumentLinkProvider {
  readonly #source: CatalogSource;

  constructor(source: CatalogSource) {
    this.#source = source;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const view = viewOf(document, this.#source);
    if (view === undefined) return [];
    return view.facts.tokens.flatMap((token) => {
      const target = token.kind === 'lsn' ? undefined : linkedFile(token, view);
      if (target === undefined) return [];
      const link = new vscode.DocumentLink(tokenRange(token), uriOf(target));
      link.tooltip =
        target.kind === 'segment' ? 'Show the first page header of this segment' : 'Open this file';
      return [link];
    });
  }
}

function uriOf(target: LinkedFile): vscode.Uri {
  return target.kind === 'segment' ? segmentUri(target.path) : vscode.Uri.file(target.path);
}
