import type * as vscode from 'vscode';
import type { ServerShell } from '../servers/lazyServers';
import { Disposable } from '../services/disposable';
import { treeContext } from './backupViews';
import type { TreeElement } from './treeElement';
import { TreeProvider } from './treeProvider';
import type { ViewShell } from './viewShells';

/** The view "Servers". What it shows comes from the desk, which is loaded when the view is first looked at. */
export class ServerView extends Disposable {
  readonly provider: TreeProvider;
  readonly view: vscode.TreeView<TreeElement>;
  readonly #servers: ServerShell;

  constructor(servers: ServerShell, shell: ViewShell) {
    super();
    this.#servers = servers;
    this.view = shell.view;
    this.provider = this._register(new TreeProvider(() => servers.desk.value?.roots(treeContext()) ?? []));
    shell.show(this.provider);
    this._register(
      servers.onDidChange(() => {
        this.provider.refresh();
      }),
    );
    this._register(
      this.view.onDidChangeVisibility(() => {
        void this.#follow();
      }),
    );
    if (this.view.visible) void this.#follow();
  }

  async #follow(): Promise<void> {
    if (!this.view.visible && this.#servers.desk.value === undefined) return;
    const desk = await this.#servers.desk.get();
    desk.setVisible(this.view.visible);
    this.provider.refresh();
  }
}
