import type { Stats } from 'node:fs';
import { statSync } from 'node:fs';
import { nativePath } from './nativePath';

/** What is at a path, links followed; undefined where nothing is or it cannot be looked at. Blocks its thread. */
export function lookAt(path: string): Stats | undefined {
  try {
    return statSync(nativePath(path), { throwIfNoEntry: false });
  } catch {
    // A path through a file (ENOTDIR) is one with nothing at its end, too.
    return undefined;
  }
}
