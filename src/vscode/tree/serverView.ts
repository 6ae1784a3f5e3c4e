import type * as vscode from 'vscode';
import type { LazyServers } from '../servers/lazyServers';
import { Disposable } from '../services/disposable';
import { treeContext } from './backupViews';
import type { TreeElement } from './treeElement';
import { TreeProvider } from './treeProvider';
import type { LazyView } from './lazyViews';

/** The view "Servers". Its content comes from the server controller, which is loaded when the view is first visible. */
export class ServerView extends Disposable {
  readonly provider: TreeProvider;
  readonly view: vscode.TreeView<TreeElement>;
  readonly #servers: LazyServers;

  constructor(servers: LazyServers, shell: LazyView) {
    super();
    this.#servers = servers;
    this.view = shell.view;
    this.provider = this._register(
      new TreeProvider(() => servers.controller.value?.roots(treeContext()) ?? []),
    );
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
    if (!this.view.visible && this.#servers.controller.value === undefined) return;
    const controller = await this.#servers.controller.get();
    controller.setVisible(this.view.visible);
    this.provider.refresh();
  }
}
