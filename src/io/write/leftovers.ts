import { join } from 'node:path';
import { isLeftoverName } from './temporaryName';
import { type WriteSystem } from './writeSystem';

/**
 * Removes the temporary files that interrupted runs left in a directory: only files, no links or directories, with
 * names that only this extension makes. A file that cannot be removed stays; the completion does not depend on it. A
 * run that works there at the same time loses its file and ends with an error, but nothing wrong gets a final name.
 */
export async function removeLeftovers(system: WriteSystem, directory: string): Promise<void> {
  const names = await system.names(directory).catch((): readonly string[] => []);
  for (const path of names.filter(isLeftoverName).map((name) => join(directory, name))) {
    try {
      if ((await system.lstat(path)).isFile()) await system.unlink(path);
    } catch {
      // It does no harm: servers and scans ignore it.
    }
  }
}
