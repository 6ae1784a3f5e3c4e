import type { TreeNode } from './model/node';

/** An element that VS Code keeps: the same object for the same id, even if the next scan changes its content. */
export class TreeElement {
  node: TreeNode;
  readonly parent: TreeElement | undefined;
  /** The children that were returned last; undefined until requested. */
  children: readonly TreeElement[] | undefined;

  constructor(node: TreeNode, parent: TreeElement | undefined) {
    this.node = node;
    this.parent = parent;
  }

  /** Builds the children again, keeping the elements that existed before. */
  load(): readonly TreeElement[] {
    const before = new Map(this.children?.map((child) => [child.node.id, child]));
    this.children = (this.node.children?.() ?? []).map((node) => {
      const known = before.get(node.id);
      if (known === undefined) return new TreeElement(node, this);
      known.node = node;
      return known;
    });
    return this.children;
  }
}

/**
 * Replaces the content of `element` by `node`, and returns the smallest elements that must be redrawn. Elements that
 * were never shown cost nothing.
 */
export function update(element: TreeElement, node: TreeNode): readonly TreeElement[] {
  const same = looksAlike(element.node, node);
  element.node = node;
  if (!same) return [element];
  if (element.children === undefined) return [];
  const nodes = node.children?.() ?? [];
  const sameList =
    nodes.length === element.children.length &&
    element.children.every((child, index) => child.node.id === nodes[index]?.id);
  if (!sameList) return [element];
  return element.children.flatMap((child, index) => {
    const next = nodes[index];
    return next === undefined ? [] : update(child, next);
  });
}

function looksAlike(a: TreeNode, b: TreeNode): boolean {
  return look(a) === look(b);
}

function look(node: TreeNode): string {
  const { label, description, icon, spoken, traits, open, tooltipKey, children } = node;
  return JSON.stringify([label, description, icon, spoken, traits, open, tooltipKey, children !== undefined]);
}
