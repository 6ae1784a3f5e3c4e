import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PostgresError } from '../../postgresError';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const isWindows = process.platform === 'win32';

/** Where PostgreSQL packages keep the system-wide service file. */
const SYSTEM_FOLDERS = ['/etc/postgresql-common', '/etc/sysconfig/pgsql', '/usr/local/etc/postgresql'];

/** Where PostgreSQL packages put the server's Unix socket, the usual one first. */
export const SOCKET_FOLDERS = ['/var/run/postgresql', '/run/postgresql', '/tmp'];

function home(env: Environment): string {
  return env['HOME'] ?? homedir();
}

/** Replaces a leading `~`. */
export function expandHome(path: string, env: Environment): string {
  return path === '~' || path.startsWith('~/') ? join(home(env), path.slice(1)) : path;
}

/** A file of libpq's user directory: `~/.postgresql/NAME`, or `%APPDATA%\postgresql\NAME`. */
export function userFile(name: string, env: Environment): string {
  return isWindows ? join(env['APPDATA'] ?? '', 'postgresql', name) : join(home(env), '.postgresql', name);
}

/** The default password file. */
export function defaultPasswordFile(env: Environment): string {
  return isWindows ? userFile('pgpass.conf', env) : join(home(env), '.pgpass');
}

/** The service files to read, in order; `required` ones must exist. */
export function serviceFiles(env: Environment): { readonly path: string; readonly required: boolean }[] {
  const named = env['PGSERVICEFILE'];
  const own = isWindows ? userFile('.pg_service.conf', env) : join(home(env), '.pg_service.conf');
  const system = env['PGSYSCONFDIR'];
  return [
    named === undefined || named === ''
      ? { path: own, required: false }
      : { path: expandHome(named, env), required: true },
    ...(system === undefined || system === '' ? SYSTEM_FOLDERS : [system]).map((folder) => ({
      path: join(folder, 'pg_service.conf'),
      required: false,
    })),
  ];
}

/** The directory with the socket of this port, or undefined if there is none. */
export function socketFolder(port: number): string | undefined {
  if (isWindows) return undefined;
  return SOCKET_FOLDERS.find((folder) => existsSync(join(folder, `.s.PGSQL.${String(port)}`)));
}

/** The text of a file; undefined if there is none. Throws `configuration` if it cannot be read. */
export async function readTextIfThere(path: string, purpose: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PostgresError({
      reason: 'configuration',
      message: `The ${purpose} ${path} cannot be read (${code}).`,
      remedy: 'Check that it is a file and that you have permission to read it.',
      cause: error,
    });
  }
}

/** Whether users other than the owner may read a file. Not checked on Windows, as in libpq. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  if (isWindows) return false;
  const { mode, uid } = await stat(path);
  // A key may be readable for the group if root owns it (fe-secure-openssl.c).
  return (mode & (uid === 0 ? 0o037 : 0o077)) !== 0;
}

/**
 * Why libpq would ignore a password file, as a sentence; undefined if it would use it or there is none. It uses a plain file
 * that only the owner can read.
 */
export async function passwordFileFlaw(path: string): Promise<string | undefined> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || isWindows) return undefined;
  if (!facts.isFile()) return `The password file ${path} is ignored: it is not a plain file.`;
  if ((facts.mode & 0o077) === 0) return undefined;
  return `The password file ${path} is ignored because others may read it. Correct this with: chmod 0600 ${path}`;
}
