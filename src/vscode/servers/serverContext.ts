import type * as vscode from 'vscode';
import type { CompleteRequest } from '../complete/completeSet';

/** What the server controller gets from the part of the extension that registers. */
export interface ServerContext {
  readonly log: vscode.LogOutputChannel;
  /** Fired for a document about a backup that has to be read anew. */
  readonly documentsChanged: vscode.EventEmitter<vscode.Uri>;
  /** Completes a set; belongs to the part that knows the catalogue. */
  readonly complete: (request: CompleteRequest) => Promise<void>;
  /** Labels of the sets that the workspace shows, with where each set is. */
  readonly knownLabels: () => Promise<ReadonlyMap<string, string>>;
  /** Where all windows of this user keep the records of running backups. */
  readonly recordFolder: string;
}
