import { type Stats, statSync } from 'node:fs';
import { nativePath } from './nativePath';

/** The file at a path, with links followed; undefined if nothing is there or it cannot be read. Blocks its thread. */
export function lookAt(path: string): Stats | undefined {
  try {
    return statSync(nativePath(path), { throwIfNoEntry: false });
  } catch {
    // A path through a file (ENOTDIR) leads to nothing too.
    return undefined;
  }
}
