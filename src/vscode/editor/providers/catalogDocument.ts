import * as vscode from 'vscode';
import type { CatalogSource } from '../../services/catalogSource';

/** Gives the text of a virtual document. */
type Provide = (uri: vscode.Uri, token: vscode.CancellationToken) => Promise<string>;

/** Read-only documents whose content depends on the catalog. They are updated whenever it changes. */
export class CatalogDocument implements vscode.Disposable {
  readonly #parts: vscode.Disposable;

  constructor(source: CatalogSource, scheme: string, provide: Provide) {
    const changed = new vscode.EventEmitter<vscode.Uri>();
    this.#parts = vscode.Disposable.from(
      changed,
      source.onDidChange(() => {
        for (const { uri } of vscode.workspace.textDocuments) {
          if (uri.scheme === scheme) changed.fire(uri);
        }
      }),
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: changed.event,
        provideTextDocumentContent: provide,
      }),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
