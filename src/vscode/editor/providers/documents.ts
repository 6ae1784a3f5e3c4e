import * as vscode from 'vscode';
import { baseName } from '../../../core/ground/paths';
import { toSlashes } from '../../../io/paths';
import type { CatalogSource } from '../../services/catalogSource';
import { readFacts, type TextFacts } from '../model/facts';
import { DOCUMENT_KINDS, type DocumentKind, type WalToken } from '../model/tokens';
import { viewWal, type WalView } from '../model/walView';

/** More than the parsers look at; real files have some hundred bytes. */
const MOST_TEXT: Readonly<Record<DocumentKind, number>> = {
  label: 128 * 1024,
  'backup-history': 128 * 1024,
  'timeline-history': 128 * 1024,
  'tablespace-map': 5 * 1024 * 1024,
};

const cache = new WeakMap<vscode.TextDocument, { readonly version: number; readonly facts: TextFacts }>();

export function documentKindOf(document: vscode.TextDocument): DocumentKind | undefined {
  const kinds: Readonly<Record<string, DocumentKind>> = DOCUMENT_KINDS;
  return Object.hasOwn(kinds, document.languageId) ? kinds[document.languageId] : undefined;
}

/** The parsed text of a document, parsed once for each version. */
export function factsOf(document: vscode.TextDocument): TextFacts | undefined {
  const known = cache.get(document);
  if (known?.version === document.version) return known.facts;
  const kind = documentKindOf(document);
  if (kind === undefined) return undefined;
  const facts = readFacts(headText(document, MOST_TEXT[kind]), kind, baseName(document.uri.path));
  cache.set(document, { version: document.version, facts });
  return facts;
}

function headText(document: vscode.TextDocument, length: number): string {
  return document.getText(new vscode.Range(new vscode.Position(0, 0), document.positionAt(length)));
}

/** The document's path in the catalog's spelling; undefined for anything but a file. */
export function filePath(uri: vscode.Uri): string | undefined {
  return uri.scheme === 'file' ? toSlashes(uri.fsPath) : undefined;
}

export function viewOf(document: vscode.TextDocument, source: CatalogSource): WalView | undefined {
  const facts = factsOf(document);
  return facts === undefined
    ? undefined
    : viewWal(facts, filePath(document.uri), source.catalog, source.scanned);
}

export function tokenRange(token: WalToken): vscode.Range {
  return new vscode.Range(token.line, token.column, token.line, token.column + token.text.length);
}
