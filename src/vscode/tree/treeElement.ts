import type { TreeNode } from './model/node';

/** What VS Code holds on to: the same object for the same id, whatever is known of it after the next scan. */
export class TreeElement {
  node: TreeNode;
  readonly parent: TreeElement | undefined;
  /** What was handed out last; undefined until somebody looked. */
  children: readonly TreeElement[] | undefined;

  constructor(node: TreeNode, parent: TreeElement | undefined) {
    this.node = node;
    this.parent = parent;
  }

  /** Builds the children anew, keeping the elements of those that were there before. */
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
 * Puts `node` in the place of what `element` showed, and gives the smallest elements that must be drawn again. What
 * nobody has looked at costs nothing.
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
  const { label, description, icon, spoken, traits, open, children } = node;
  return JSON.stringify([label, description, icon, spoken, traits, open, children !== undefined]);
}
