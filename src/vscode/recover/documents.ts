import * as vscode from 'vscode';
import type { CatalogSource } from '../services/catalogSource';
import { RESTORE_SCHEME } from '../ids';
import type { StopKnowledge } from '../../engine/recover/stopKnowledge';
import type { Question } from './question';

const FILES = {
  ask: '/Can I recover to this.txt',
  steps: '/Restore steps.sh',
  obsolete: '/Obsolete WAL.txt',
} as const;

/** Opens the read-only document that answers a question. */
export async function openAnswer(question: Question): Promise<void> {
  const query = JSON.stringify(question);
  const uri = vscode.Uri.from({ scheme: RESTORE_SCHEME, path: FILES[question.kind], query });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
}

/** The text of such a document for the current catalog. */
export async function answerDocument(
  source: CatalogSource,
  stops: StopKnowledge,
  uri: vscode.Uri,
): Promise<string> {
  const catalog = await source.whenReady();
  const { documentText } = await import('./answers');
  return documentText(catalog, uri.query, stops);
}
