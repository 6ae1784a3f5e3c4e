import { countText, type TreeContext } from './context';
import { childId, node, type TreeNode } from './node';

/** VS Code builds all children at once; above a few hundred the whole window stalls. */
export const MAX_CHILDREN = 500;

/** Builds the node of a page from the indexes of its first and last entry and its children. */
export type PageMaker = (first: number, last: number, children: () => readonly TreeNode[]) => TreeNode;

/**
 * `count` entries as at most MAX_CHILDREN nodes: the entries themselves, pages, or pages of pages. `at` and `page` are
 * called only for shown nodes.
 */
export function paged(count: number, at: (index: number) => TreeNode, page: PageMaker): readonly TreeNode[] {
  return slice(count, (from, length) => Array.from({ length }, (_, index) => at(from + index)), page);
}

/** The same as `paged`, for existing entries. */
export function pagedList<T>(
  items: readonly T[],
  make: (item: T) => TreeNode,
  page: PageMaker,
): readonly TreeNode[] {
  return slice(items.length, (from, count) => items.slice(from, from + count).map(make), page);
}

/** Pages labelled with the numbers of their first and last entry. */
export function numbered(parent: string, context: TreeContext): PageMaker {
  return (first, last, children) => {
    const label = context.t('{0} to {1}', countText(first + 1, context), countText(last + 1, context));
    return node(
      childId(parent, `page${String(first)}-${String(last)}`),
      label,
      '',
      { name: 'folder' },
      { group: true, children },
    );
  };
}

/** The nodes of `count` entries from `from` on. */
type Maker = (from: number, count: number) => readonly TreeNode[];

function slice(count: number, make: Maker, page: PageMaker, from = 0): readonly TreeNode[] {
  if (count <= MAX_CHILDREN) return make(from, count);
  let size = MAX_CHILDREN;
  while (Math.ceil(count / size) > MAX_CHILDREN) size *= MAX_CHILDREN;
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => {
    const first = from + index * size;
    const length = Math.min(size, from + count - first);
    return page(first, first + length - 1, () => slice(length, make, page, first));
  });
}
