import * as vscode from 'vscode';
import { LANGUAGES } from '../ids';
import type { CatalogService } from './catalogService';

const languages: ReadonlySet<string> = new Set(LANGUAGES);

/** Starts the first scan when a document that speaks of a backup is open. */
export function scanWhenOpened(service: CatalogService): vscode.Disposable {
  const look = (document: vscode.TextDocument): void => {
    if (languages.has(document.languageId)) service.need();
  };
  vscode.workspace.textDocuments.forEach(look);
  return vscode.workspace.onDidOpenTextDocument(look);
}
