import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { BACKUP_SCHEME } from '../ids';
import { Disposable } from '../services/disposable';
import { Lazy } from '../services/lazy';
import { errorText } from '../services/log';
import type { ServerController } from './serverController';
import type { ServerContext } from './serverContext';

/**
 * The part of the code for servers that is always loaded: a provider of documents, and one check for records of backups
 * whose windows may be gone.
 */
export class LazyServers extends Disposable {
  readonly controller: Lazy<ServerController>;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  /** The content of the view "Servers" has changed. */
  readonly onDidChange = this.#changed.event;
  readonly #documentsChanged = this._register(new vscode.EventEmitter<vscode.Uri>());
  readonly #recordFolder: string;
  readonly #log: vscode.LogOutputChannel;

  constructor(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
    { complete, knownLabels }: Pick<ServerContext, 'complete' | 'knownLabels'>,
  ) {
    super();
    this.#log = log;
    this.#recordFolder = join(context.globalStorageUri.fsPath, 'backups');
    this.controller = new Lazy(async () => {
      const { openServerController } = await import('./serverController');
      const controller = this._register(
        openServerController(context, {
          log,
          complete,
          knownLabels,
          documentsChanged: this.#documentsChanged,
          recordFolder: this.#recordFolder,
        }),
      );
      this._register(
        controller.onDidChange(() => {
          this.#changed.fire();
        }),
      );
      return controller;
    });
    this._register(
      vscode.workspace.registerTextDocumentContentProvider(BACKUP_SCHEME, {
        onDidChange: this.#documentsChanged.event,
        provideTextDocumentContent: async (uri) =>
          (await this.controller.get()).services.documents.textOf(uri),
      }),
    );
  }

  /** Called once at the start of a window. Usually there is no record, and nothing is loaded. */
  async reportLostBackups(): Promise<void> {
    try {
      const names = await readdir(this.#recordFolder).catch(() => []);
      if (names.length > 0) await (await this.controller.get()).reportLost();
    } catch (error) {
      this.#log.error(`Records of backups cannot be read: ${errorText(error)}`);
    }
  }

  /** Called when the window closes. Ends within five seconds, the limit of VS Code. */
  async close(): Promise<void> {
    await this.controller.value?.close();
  }
}
