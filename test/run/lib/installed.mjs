import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean,
 *   devOptional?: boolean, link?: boolean }> }} Lockfile
 */

/**
 * Whether node_modules contains exactly the packages of package-lock.json. npm writes `node_modules/.package-lock.json`
 * last, so an interrupted installation counts as absent. Packages for other platforms may be missing.
 * @param {string} root
 */
export function isInstalled(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = readLockfile(join(root, 'package-lock.json')).packages;
  const present = readLockfile(installedFile).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @param {string} file */
function readLockfile(file) {
  return /** @type {Lockfile} */ (JSON.parse(readFileSync(file, 'utf8')));
}
