import * as vscode from 'vscode';
import { messageOf } from '../../core/report/messages';
import { CONTEXT_KEYS, VIEWS } from '../ids';
import type { CatalogService } from '../services/catalogService';
import { Disposable } from '../services/disposable';
import { messages } from '../services/messages';
import { t } from '../services/translate';
import { corePath, localFolders } from '../services/settings';
import { archiveRoots } from './nodes/archiveNodes';
import type { TreeContext } from './model/context';
import { setRoots } from './nodes/setNodes';
import type { TreeNode } from './model/node';
import { needsAttention } from './model/verdict';
import type { TreeElement } from './treeElement';
import { TreeProvider } from './treeProvider';
import type { ViewName, LazyViews } from './lazyViews';

/** The views that show the catalog. */
export type CatalogViewName = Exclude<ViewName, 'servers'>;

interface BackupView {
  readonly provider: TreeProvider;
  readonly view: vscode.TreeView<TreeElement>;
  readonly roots: () => readonly TreeNode[];
}

/** The two views of backups, kept up to date with the catalog. */
export class BackupViews extends Disposable {
  readonly #service: CatalogService;
  readonly #lazyViews: LazyViews;
  readonly #views: Record<CatalogViewName, BackupView>;

  constructor(service: CatalogService, lazyViews: LazyViews) {
    super();
    this.#service = service;
    this.#lazyViews = lazyViews;
    this.#views = {
      sets: this.#create('sets', lazyViews, () => setRoots(service.catalog, treeContext())),
      archives: this.#create('archives', lazyViews, () => archiveRoots(service.catalog, treeContext())),
    };
    this._register(
      service.onDidChange(() => {
        this.#refresh();
      }),
    );
    this._register(
      service.onDidStartScan((done) => {
        this.#showProgress(done);
      }),
    );
  }

  provider(name: CatalogViewName): TreeProvider {
    return this.#views[name].provider;
  }

  view(name: CatalogViewName): vscode.TreeView<TreeElement> {
    return this.#views[name].view;
  }

  /** The nodes at the top of a view for the current catalog. */
  roots(name: CatalogViewName): readonly TreeNode[] {
    return this.#views[name].roots();
  }

  /** Shows, selects and focuses the node at the end of a path; returns whether it exists. */
  async reveal(name: CatalogViewName, path: readonly TreeNode[], focus = true): Promise<boolean> {
    const { provider, view } = this.#views[name];
    const element = provider.elementAt(path);
    if (element === undefined) return false;
    await view.reveal(element, { select: true, focus, expand: focus });
    return true;
  }

  /** What is selected in the view that was used last. */
  selection(): readonly TreeElement[] {
    return this.#lazyViews.selection();
  }

  #create(name: CatalogViewName, lazyViews: LazyViews, roots: () => readonly TreeNode[]): BackupView {
    const provider = this._register(new TreeProvider(() => (this.#service.scanned ? roots() : [])));
    const shell = lazyViews.of(name);
    shell.show(provider);
    return { provider, view: shell.view, roots };
  }

  #refresh(): void {
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.scanned, true);
    const { sets, archives } = this.#views;
    sets.view.message = '';
    sets.provider.refresh();
    archives.provider.refresh();
    const count = this.#service.catalog.sets.filter(needsAttention).length;
    sets.view.badge = count === 0 ? undefined : { value: count, tooltip: messages.attention(count) };
  }

  /** A bar at the top of the view; a message only before the first result, since it would push the tree down later. */
  #showProgress(done: Promise<void>): void {
    if (!this.#service.scanned) this.#views.sets.view.message = messages.scanning();
    for (const viewId of [VIEWS.sets, VIEWS.archives]) {
      void vscode.window.withProgress({ location: { viewId } }, () => done);
    }
  }
}

/** The facts about this window that the nodes need. */
export function treeContext(): TreeContext {
  return {
    t,
    roots: localFolders().map((folder) => ({ name: folder.name, path: corePath(folder.uri) })),
    now: Date.now(),
    locale: vscode.env.language,
    explain: messageOf,
  };
}
