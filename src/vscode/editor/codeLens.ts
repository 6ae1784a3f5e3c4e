import * as vscode from 'vscode';
import { SETTINGS, SETTINGS_PREFIX } from '../ids';
import type { CatalogSource } from './catalogSource';
import { viewOf } from './documents';
import { lensItems } from './lensItems';

const SETTING = `${SETTINGS_PREFIX}.${SETTINGS.codeLensEnabled}`;

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
        if (event.affectsConfiguration(SETTING)) this.#changed.fire();
      }),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration(undefined, document.uri).get<boolean>(SETTING, true)) return [];
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
