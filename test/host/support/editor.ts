import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PATIENCE_MS } from '../../support/patience';

const STEP_MS = 50;

/** Repeats `look` until it returns something; if it never does, the error says what was waited for. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** The position right after the first letter of `text`. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `"${text}" in ${document.uri.path}`);
  return document.positionAt(offset + 1);
}

/** The markdown of our hover, without its escapes. */
export async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    placeOf(document, text),
  );
  const parts = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
  return parts.map(({ value }) => value.replace(/\\([^\w\s])/g, '$1')).join('\n');
}

export async function lensesOf(document: vscode.TextDocument): Promise<vscode.Command[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    20,
  );
  return lenses.map(({ command }) => command).filter((command) => command !== undefined);
}

/** `code severity line` of our problems in a file, lines from 1. */
export function problemsOf(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'PostgreSQL Backup')
    .map(({ code, severity, range }) => {
      const value = typeof code === 'object' ? code.value : code;
      return `${String(value)} ${vscode.DiagnosticSeverity[severity]} ${String(range.start.line + 1)}`;
    });
}
