import { baseName, isWithin } from '../../../core/ground/paths';
import type { TreeContext, TreeRoot } from './context';
import { pathText } from './text';

/** Whether a path names a WAL segment in any form (plain, compressed, partial), which is not for reading as text. */
export function isWalFile(path: string): boolean {
  return /^[0-9A-F]{24}(?!\.[0-9A-F]{8}\.backup)/.test(baseName(path));
}

/** The workspace folder that holds a path, the innermost one where folders are nested. */
export function rootOf(path: string, roots: readonly TreeRoot[]): TreeRoot | undefined {
  let best: TreeRoot | undefined;
  for (const root of roots) {
    if (isWithin(path, root.path) && root.path.length > (best?.path.length ?? -1)) best = root;
  }
  return best;
}

/**
 * A path as short as the reader needs it: relative to its workspace folder, with that one's name where there are
 * several, and whole outside of all.
 */
export function relativePath(path: string, context: TreeContext): string {
  const root = rootOf(path, context.roots);
  if (root === undefined) return pathText(path);
  if (path === root.path) return pathText(root.name);
  const below = path.slice(root.path.length).replace(/^\/+/, '');
  return pathText(context.roots.length > 1 ? `${root.name}/${below}` : below);
}
