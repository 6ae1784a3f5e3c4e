import * as vscode from 'vscode';
import { BACKUP_SCHEME, COMMANDS } from '../../ids';
import { Disposable } from '../../services/disposable';
import type { Translate } from '../../../core/ground/translate';
import type { CopyTool } from '../../../core/backup/copyCommands';
import { headings } from './backupText';

const COPY_TOOLS: readonly CopyTool[] = ['rsync', 'tar', 'robocopy'];

/** Read-only documents about backups, by backup; each is updated when its content changes. */
export class BackupDocuments extends Disposable implements vscode.CodeLensProvider {
  readonly #t: Translate;
  readonly #texts = new Map<string, string>();
  readonly #changed: vscode.EventEmitter<vscode.Uri>;
  readonly #lensesChanged = this._register(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  /** `changed` belongs to the provider, which was registered before this was loaded. */
  constructor(t: Translate, changed: vscode.EventEmitter<vscode.Uri>) {
    super();
    this.#t = t;
    this.#changed = changed;
    this._register(vscode.languages.registerCodeLensProvider({ scheme: BACKUP_SCHEME }, this));
  }

  set(backup: string, text: string): void {
    this.#texts.set(backup, text);
    this.#changed.fire(backupUri(backup));
    this.#lensesChanged.fire();
  }

  has(backup: string): boolean {
    return this.#texts.has(backup);
  }

  textOf(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.query) ??
      this.#t('The window that showed this backup is closed. A notification reports its state.')
    );
  }

  async show(backup: string): Promise<void> {
    await vscode.window.showTextDocument(backupUri(backup), { preview: false });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const heads = headings(this.#t);
    const backup = document.uri.query;
    return document
      .getText()
      .split('\n')
      .flatMap((line, number) => {
        const range = new vscode.Range(number, 0, number, line.length);
        const lens = (title: string, command: string, ...more: readonly string[]): vscode.CodeLens =>
          new vscode.CodeLens(range, { title, command, arguments: [backup, ...more] });
        if (line === heads.facts) return [lens(this.#t('Copy facts'), COMMANDS.copyBackupFacts)];
        const tool = COPY_TOOLS.find((each) => line === heads[each]);
        if (tool === undefined) return [];
        return [
          lens(this.#t('Copy commands'), COMMANDS.copyCopyCommand, tool),
          lens(this.#t('Paste into a terminal'), COMMANDS.pasteCopyCommand, tool),
        ];
      });
  }
}

function backupUri(backup: string): vscode.Uri {
  return vscode.Uri.from({ scheme: BACKUP_SCHEME, path: '/Backup', query: backup });
}
