import * as vscode from 'vscode';
import { COMMANDS } from '../ids';
import { Disposable } from '../services/disposable';
import { node, type TreeNode } from './model/node';
import { tooltipMarkdown } from './tooltip';
import { TreeElement, update } from './treeElement';

/** Shows plain nodes in a view: the thin layer between the model and VS Code. */
export class TreeProvider extends Disposable implements vscode.TreeDataProvider<TreeElement> {
  readonly #changed = this._register(new vscode.EventEmitter<TreeElement[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #roots: () => readonly TreeNode[];
  readonly #top: TreeElement;

  constructor(roots: () => readonly TreeNode[]) {
    super();
    this.#roots = roots;
    this.#top = new TreeElement(this.#topNode(), undefined);
  }

  getChildren(element: TreeElement = this.#top): TreeElement[] {
    return [...element.load()];
  }

  getParent(element: TreeElement): TreeElement | undefined {
    return element.parent === this.#top ? undefined : element.parent;
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    const { id, label, description, icon, spoken, traits, open, children, expanded } = element.node;
    const item = new vscode.TreeItem(label, collapsibleState(children !== undefined, expanded === true));
    item.id = id;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(
      icon.name,
      icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color),
    );
    item.accessibilityInformation = { label: spoken };
    if (traits.length > 0) item.contextValue = traits.join(' ');
    if (open !== undefined) {
      item.command = { command: COMMANDS.openFile, title: vscode.l10n.t('Open file'), arguments: [open] };
    }
    return item;
  }

  /** Called when the mouse rests on a node, so that tooltips are built only on demand. */
  resolveTreeItem(item: vscode.TreeItem, element: TreeElement): vscode.TreeItem {
    item.tooltip = tooltipMarkdown(element.node.tooltip());
    return item;
  }

  /** Redraws only what changed: selection, expansion and scroll position stay. */
  refresh(): void {
    if (this.#top.children === undefined) {
      this.#changed.fire(undefined);
      return;
    }
    const changed = update(this.#top, this.#topNode());
    if (changed.includes(this.#top)) this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire([...changed]);
  }

  /** The element at the end of a path of nodes from the top; undefined if the tree has changed meanwhile. */
  elementAt(path: readonly TreeNode[]): TreeElement | undefined {
    let current: TreeElement = this.#top;
    for (const step of path) {
      const children = current.children ?? current.load();
      const next = children.find((child) => child.node.id === step.id);
      if (next === undefined) return undefined;
      current = next;
    }
    return current === this.#top ? undefined : current;
  }

  #topNode(): TreeNode {
    return node('top', '', '', { name: 'blank' }, { children: this.#roots });
  }
}

function collapsibleState(parent: boolean, expanded: boolean): vscode.TreeItemCollapsibleState {
  if (!parent) return vscode.TreeItemCollapsibleState.None;
  return expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}
