import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSystemPackage, findOnPath } from '../../run/lib/systemPackages';

/** Where Debian puts the programs of each major version; they are not on the PATH there. */
const DEBIAN = ['18', '17', '16', '15', '14', '13'].map((major) => `/usr/lib/postgresql/${major}/bin`);

/** PostgreSQL's own `pg_archivecleanup`; on Debian it is installed where it is missing. */
export async function findArchiveCleanup(): Promise<string> {
  const found = present();
  if (found !== undefined) return found;
  // Debian's package puts a program of this name on the PATH even without the server package, and nothing else there.
  const failure = await ensureSystemPackage(
    'pg_archivecleanup-15',
    ['postgresql-15'],
    'tests compare with pg_archivecleanup',
  ).catch(String);
  const installed = present();
  if (installed === undefined) throw new Error(failure);
  return installed;
}

function present(): string | undefined {
  const places = DEBIAN.map((folder) => join(folder, 'pg_archivecleanup'));
  const onPath = existsSync('/usr/share/postgresql-common') ? undefined : findOnPath('pg_archivecleanup');
  return places.find((path) => existsSync(path)) ?? onPath;
}
