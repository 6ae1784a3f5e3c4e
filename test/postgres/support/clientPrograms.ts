import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './installPostgres';
import { ensureSystemPackage, findOnPath } from '../../run/lib/systemPackages';

/** Where Debian installs the programs of each major version; they are not on the PATH. */
const DEBIAN = ['18', '17', '16', '15', '14', '13'].map((major) => `/usr/lib/postgresql/${major}/bin`);

/** One of PostgreSQL's own programs besides the server; on Debian missing ones are installed. */
export async function findProgram(name: string): Promise<string> {
  const found = present(name);
  if (found !== undefined) return found;
  // Debian's package puts a wrapper with this name on the PATH even without the server package, and nothing else.
  const failure = await ensureSystemPackage(
    `${name}-15`,
    ['postgresql-15'],
    `tests compare with ${name}`,
  ).catch(String);
  const installed = present(name);
  if (installed === undefined) throw new Error(failure);
  return installed;
}

/** Debian's server of 15, which compresses with LZ4 and zstd too; those of the cache only support gzip. */
export async function debianServer(): Promise<Installation> {
  const program = (name: string): string => `/usr/lib/postgresql/15/bin/${name}`;
  if (!existsSync(program('postgres'))) {
    await ensureSystemPackage(
      'postgres-15',
      ['postgresql-15'],
      'a server that packs with LZ4 and zstd',
    ).catch((error: unknown) => {
      // It is not on the PATH either.
      if (!existsSync(program('postgres'))) throw error;
    });
  }
  return { major: 15, postgres: program('postgres'), initdb: program('initdb') };
}

/** A program of at least this version among Debian's, if present; nothing is installed. */
export function findOptionalProgram(name: string, major: number): string | undefined {
  const places = ['18', '17'].filter((one) => Number(one) >= major);
  return places.map((one) => `/usr/lib/postgresql/${one}/bin/${name}`).find((path) => existsSync(path));
}

function present(name: string): string | undefined {
  const places = DEBIAN.map((folder) => join(folder, name));
  const onPath = existsSync('/usr/share/postgresql-common') ? undefined : findOnPath(name);
  return places.find((path) => existsSync(path)) ?? onPath;
}
