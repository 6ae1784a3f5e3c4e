import { baseName, isWithin } from '../../../core/ground/paths';
import type { TreeContext, TreeRoot } from './context';
import { pathText } from './text';

/** Whether a path names a WAL segment in any form (plain, compressed, partial), which cannot be read as text. */
export function isWalFile(path: string): boolean {
  return /^[0-9A-F]{24}(?!\.[0-9A-F]{8}\.backup)/.test(baseName(path));
}

/** The workspace folder that contains a path; the innermost one if they are nested. */
export function rootOf(path: string, roots: readonly TreeRoot[]): TreeRoot | undefined {
  let best: TreeRoot | undefined;
  for (const root of roots) {
    if (isWithin(path, root.path) && root.path.length > (best?.path.length ?? -1)) best = root;
  }
  return best;
}

/**
 * A short path: relative to its workspace folder, with the directory's name if there are several, and absolute outside
 * of all.
 */
export function relativePath(path: string, context: TreeContext): string {
  const root = rootOf(path, context.roots);
  if (root === undefined) return pathText(path);
  if (path === root.path) return pathText(root.name);
  const below = path.slice(root.path.length).replace(/^\/+/, '');
  return pathText(context.roots.length > 1 ? `${root.name}/${below}` : below);
}
