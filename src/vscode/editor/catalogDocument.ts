import * as vscode from 'vscode';
import type { CatalogSource } from './catalogSource';

/** A read-only document whose content depends on the catalogue: shown anew whenever that changes. */
export abstract class CatalogDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  protected readonly source: CatalogSource;
  readonly #subscription: vscode.Disposable;

  constructor(source: CatalogSource, scheme: string) {
    this.source = source;
    this.#subscription = source.onDidChange(() => {
      for (const { uri } of vscode.workspace.textDocuments) {
        if (uri.scheme === scheme) this.#changed.fire(uri);
      }
    });
  }

  abstract provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string>;

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
