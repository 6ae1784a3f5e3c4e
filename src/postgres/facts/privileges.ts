import type { Session } from '../connection/session';
import type { Basics } from './basics';

/** Which of the functions that a role needs exist and may be called, so that no call is made in vain. */
export interface Privileges {
  may(name: FunctionName): boolean;
  /** Why not, in words. */
  why(name: FunctionName): string;
  /** Starting and stopping a backup. */
  readonly startBackup: boolean;
}

/** Each function with the argument types that we call it with, in a version. */
const SIGNATURES = {
  pg_start_backup: (version: number) => (version >= 90600 ? 'text, boolean, boolean' : 'text, boolean'),
  pg_stop_backup: (version: number) =>
    version >= 100000 ? 'boolean, boolean' : version >= 90600 ? 'boolean' : '',
  pg_backup_start: () => 'text, boolean',
  pg_backup_stop: () => 'boolean',
  pg_read_binary_file: (version: number) =>
    version >= 90500 ? 'text, bigint, bigint, boolean' : 'text, bigint, bigint',
  pg_ls_dir: () => 'text',
  pg_ls_waldir: () => '',
  pg_ls_archive_statusdir: () => '',
} as const;

export type FunctionName = keyof typeof SIGNATURES;

/** Before this version the functions are granted to all, and refuse roles other than superusers themselves. */
const GRANTABLE_SINCE: Readonly<Record<FunctionName, number>> = {
  pg_start_backup: 90600,
  pg_stop_backup: 90600,
  pg_backup_start: 0,
  pg_backup_stop: 0,
  pg_read_binary_file: 110000,
  pg_ls_dir: 110000,
  pg_ls_waldir: 0,
  pg_ls_archive_statusdir: 0,
};

/** Looks up what this role may call. */
export async function readPrivileges(
  session: Session,
  basics: Basics,
  signal: AbortSignal,
): Promise<Privileges> {
  const names = Object.keys(SIGNATURES).map((name) => `'${name}'`);
  const rows = await session.query<'name' | 'types' | 'may'>(
    `SELECT p.proname AS name, pg_catalog.oidvectortypes(p.proargtypes) AS types,
 has_function_privilege(p.oid, 'EXECUTE') AS may
 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = 'pg_catalog' AND p.proname IN (${names.join(', ')})`,
    [],
    { signal, doing: 'Reading the privileges' },
  );
  const granted = rows.map(({ name, types, may }) => [`${name ?? ''}(${types ?? ''})`, may === 't'] as const);
  return judgePrivileges(basics, new Map(granted));
}

function judgePrivileges(basics: Basics, granted: ReadonlyMap<string, boolean>): Privileges {
  const { superuser, replication, user, version } = basics;
  const may = (name: FunctionName): boolean => {
    const grant = granted.get(signatureOf(name, version.number));
    if (grant === undefined || superuser) return grant !== undefined;
    if (version.number >= GRANTABLE_SINCE[name]) return grant;
    return replication && (name === 'pg_start_backup' || name === 'pg_stop_backup');
  };
  const why = (name: FunctionName): string => {
    const signature = signatureOf(name, version.number);
    if (!granted.has(signature)) return `PostgreSQL ${version.series} has no ${signature}`;
    if (version.number < GRANTABLE_SINCE[name]) return `only superusers may call ${name} in this version`;
    return `“${user}” may not call ${signature}`;
  };
  const [start, stop] = startAndStop(version.number);
  return { may, why, startBackup: may(start) && may(stop) };
}

/** The functions that start and stop a backup in a version. */
export function startAndStop(versionNum: number): readonly [FunctionName, FunctionName] {
  return versionNum >= 150000 ? ['pg_backup_start', 'pg_backup_stop'] : ['pg_start_backup', 'pg_stop_backup'];
}

/** `name(types)` as GRANT takes it. */
export function signatureOf(name: FunctionName, versionNum: number): string {
  return `${name}(${SIGNATURES[name](versionNum)})`;
}
