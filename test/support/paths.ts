import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The project's directory: the nearest one with a package.json, from the current directory up. */
export function projectRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error('run this from inside the project');
  }
}

/** Where downloads and extracted data are kept between runs; `PGBI_CACHE` moves it. */
export function cacheFolder(): string {
  const chosen = process.env['PGBI_CACHE'];
  return chosen === undefined || chosen === '' ? join(projectRoot(), '.cache') : resolve(chosen);
}

/**
 * The cache for programs that another user must run. A checkout below root's home is closed to others; then the
 * system's own directory for lasting temporary files is used.
 */
export function sharedCacheFolder(): string {
  const folder = cacheFolder();
  if (process.getuid?.() !== 0 || isOpenToOthers(folder)) return folder;
  return '/var/tmp/pg-backup-inspector';
}

function isOpenToOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}
