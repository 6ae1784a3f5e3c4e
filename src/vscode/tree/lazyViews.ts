import * as vscode from 'vscode';
import { VIEWS } from '../ids';
import type { CatalogService } from '../services/catalogService';
import { Disposable } from '../services/disposable';
import type { TreeElement } from './treeElement';

export type ViewName = keyof typeof VIEWS;

/** Provides the content, once it is loaded. */
type ContentProvider = Omit<Required<vscode.TreeDataProvider<TreeElement>>, 'onDidChangeTreeData'> & {
  readonly onDidChangeTreeData: vscode.Event<TreeElement[] | undefined>;
};

/** One view of VS Code. Its content is loaded when it becomes visible. */
export class LazyView extends Disposable {
  readonly view: vscode.TreeView<TreeElement>;
  readonly #changed = this._register(new vscode.EventEmitter<TreeElement[] | undefined>());
  readonly #load: () => Promise<unknown>;
  #content: ContentProvider | undefined;

  constructor(name: ViewName, load: () => Promise<unknown>) {
    super();
    this.#load = load;
    this.view = this._register(
      vscode.window.createTreeView(VIEWS[name], {
        treeDataProvider: {
          onDidChangeTreeData: this.#changed.event,
          getChildren: async (element) => (await this.#loaded()).getChildren(element),
          getTreeItem: async (element) => (await this.#loaded()).getTreeItem(element),
          getParent: async (element) => (await this.#loaded()).getParent(element),
          resolveTreeItem: async (item, element, token) =>
            (await this.#loaded()).resolveTreeItem(item, element, token),
        },
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
  }

  /** Sets the content; called by the loaded code. */
  show(content: ContentProvider): void {
    this.#content = content;
    this._register(
      content.onDidChangeTreeData((elements) => {
        this.#changed.fire(elements);
      }),
    );
  }

  async #loaded(): Promise<ContentProvider> {
    await this.#load();
    if (this.#content === undefined) throw new Error('The view has no content');
    return this.#content;
  }
}

/** The views of the container. The first visible one starts the first scan. */
export class LazyViews extends Disposable {
  readonly #lazyViews: Record<ViewName, LazyView>;
  #lastSelected: ViewName = 'sets';

  constructor(service: CatalogService, load: () => Promise<unknown>) {
    super();
    this.#lazyViews = {
      sets: this._register(new LazyView('sets', load)),
      archives: this._register(new LazyView('archives', load)),
      servers: this._register(new LazyView('servers', load)),
    };
    for (const name of Object.keys(this.#lazyViews) as ViewName[]) {
      this._register(
        this.#lazyViews[name].view.onDidChangeSelection(() => {
          this.#lastSelected = name;
        }),
      );
    }
    const { sets, archives } = this.#lazyViews;
    for (const { view } of [sets, archives]) {
      if (view.visible) service.need();
      this._register(
        view.onDidChangeVisibility(({ visible }) => {
          if (visible) service.need();
        }),
      );
    }
  }

  /** The selection of the view that was used last. */
  selection(): readonly TreeElement[] {
    return this.#lazyViews[this.#lastSelected].view.selection;
  }

  of(name: ViewName): LazyView {
    return this.#lazyViews[name];
  }
}
