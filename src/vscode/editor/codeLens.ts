import * as vscode from 'vscode';
import { affectsCodeLens, codeLensEnabled } from '../services/settings';
import type { CatalogSource } from './catalogSource';
import { viewOf } from './documents';
import { lensItems } from './lensItems';

export class WalCodeLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #source: CatalogSource;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  constructor(source: CatalogSource) {
    this.#source = source;
    this.#subscriptions = [
      source.onDidChange(() => {
        this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affectsCodeLens(event)) this.#changed.fire();
      }),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!codeLensEnabled(document.uri)) return [];
    const view = viewOf(document, this.#source);
    if (view === undefined) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    return lensItems(view).map(({ title, tooltip, command, argument }) => {
      const shown = { title, ...(tooltip === undefined ? {} : { tooltip }) };
      return new vscode.CodeLens(
        top,
        command === undefined ? { ...shown, command: '' } : { ...shown, command, arguments: [argument] },
      );
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
