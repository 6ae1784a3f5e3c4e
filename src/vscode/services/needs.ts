import * as vscode from 'vscode';
import { LANGUAGES } from '../ids';
import type { CatalogService } from './catalogService';

const languages: ReadonlySet<string> = new Set(LANGUAGES);

/** Starts the first scan, and loads what shows it, when a document about a backup is open. */
export function scanWhenOpened(service: CatalogService, load: () => Promise<unknown>): vscode.Disposable {
  const look = (document: vscode.TextDocument): void => {
    if (!languages.has(document.languageId)) return;
    service.need();
    void load();
  };
  vscode.workspace.textDocuments.forEach(look);
  return vscode.workspace.onDidOpenTextDocument(look);
}
