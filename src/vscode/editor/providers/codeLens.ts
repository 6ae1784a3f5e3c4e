import * as vscode from 'vscode';
import { codeLensEnabled } from '../../services/settings';
import type { CatalogSource } from '../../services/catalogSource';
import { viewOf } from './documents';
import { lensItems } from '../model/lensItems';

export class WalCodeLensProvider {
  readonly #source: CatalogSource;

  constructor(source: CatalogSource) {
    this.#source = source;
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
}
