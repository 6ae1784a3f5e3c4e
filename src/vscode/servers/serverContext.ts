import type * as vscode from 'vscode';
import type { ArchiveOffer } from '../complete/archiveOffer';
import type { CompletionRequest } from '../../engine/complete/completionHost';

/** What the server controller gets from the part of the extension that registers. */
export interface ServerContext {
  readonly log: vscode.LogOutputChannel;
  /** Fired for a document about a backup that has changed. */
  readonly documentsChanged: vscode.EventEmitter<vscode.Uri>;
  /** Completes a set; implemented by the part that has the catalog. */
  readonly complete: (request: CompletionRequest<ArchiveOffer>) => Promise<void>;
  /** Labels of the listed sets, with the path of each set. */
  readonly knownLabels: () => Promise<ReadonlyMap<string, string>>;
  /** The directory in which all windows of this user store the records of running backups. */
  readonly recordFolder: string;
}
