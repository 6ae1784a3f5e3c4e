import { isPlainDirectory } from '../../model/layout';
import type { Look } from './look';

/** Without any of these a server does not start from the directory alone (`SelectConfigFiles` in guc.c, `load_hba`). */
const NEEDED = ['postgresql.conf', 'pg_hba.conf'];
const CONFIGURATION_BYTES = 1024 * 1024;
const INCLUDE = /^\s*include\s*=?\s*'([^']+)'/i;

/**
 * Configuration files that a server looks for in its data directory. Debian and its relatives keep them elsewhere, so they
 * are in no copy of the data directory: that is a warning, as a server only needs their paths. A file
 * that the copied postgresql.conf includes from the data directory must be there; a server refuses to start without.
 */
export async function checkConfiguration(look: Look): Promise<void> {
  // Tools and tars bring their own when they restore.
  if (!isPlainDirectory(look.input)) return;
  const missing: string[] = [];
  for (const name of NEEDED) if ((await look.size(name)) === 'missing') missing.push(name);
  if (missing.length > 0) {
    const args = { reason: 'no-configuration', name: missing.join(', ') };
    look.add({ code: 'refused-configuration', severity: 'warning', file: look.input.directory, args });
  }
  await checkIncludes(look);
}

async function checkIncludes(look: Look): Promise<void> {
  const bytes = await look.read('postgresql.conf', CONFIGURATION_BYTES);
  if (bytes === undefined || bytes === 'missing') return;
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const path = INCLUDE.exec(line)?.[1];
    // Another host may have what an absolute path leads to.
    if (path === undefined || path.startsWith('/') || path.includes('..')) continue;
    if ((await look.size(path)) !== 'missing') continue;
    // Its name is not quoted: postgresql.conf may be a link to another file.
    look.addFile('refused-configuration', 'warning', 'postgresql.conf', { reason: 'include' });
    return;
  }
}
