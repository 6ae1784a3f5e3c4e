/** The WAL directory of a server: `pg_wal` from 10 on, also of an unknown version, and `pg_xlog` up to 9.6. */
export function walDirectoryName(versionNum: number | undefined): 'pg_wal' | 'pg_xlog' {
  return versionNum !== undefined && versionNum < 100_000 ? 'pg_xlog' : 'pg_wal';
}
