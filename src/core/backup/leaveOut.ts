/** The files that a copy of a data directory leaves out while a backup runs. */

import { walDirectoryName } from '../wal/walDirectory';

/** One thing that is left out, and why that is safe. */
export interface LeftOut {
  /** Path below the data directory, or the pattern of a name if `anywhere` is set. `*` matches any characters. */
  readonly pattern: string;
  /** The directory itself is copied, but empty. */
  readonly contentsOnly: boolean;
  /** The pattern is a name at any depth, in tablespaces too. */
  readonly anywhere: boolean;
  readonly why: LeftOutReason;
}

export type LeftOutReason =
  'wal' | 'server-process' | 'replication-slots' | 'rebuilt-at-start' | 'temporary' | 'other-backup';

const PG_9_1 = 90100;
const PG_9_2 = 90200;
const PG_9_4 = 90400;
const PG_9_6 = 90600;

/** Contents that a server rebuilds when it starts, each with the first version that has the directory. */
const REBUILT: readonly (readonly [name: string, since: number])[] = [
  ['pg_dynshmem', PG_9_4],
  ['pg_notify', 0],
  ['pg_serial', PG_9_1],
  ['pg_snapshots', PG_9_2],
  ['pg_stat_tmp', 0],
  ['pg_subtrans', 0],
];

/**
 * What to leave out of the copy, by `server_version_num` (manual, "Making a Base Backup Using the Low Level API"). A
 * label in the data directory of a non-exclusive backup belongs to another backup; with an exclusive one it is ours.
 */
export function leaveOut(versionNum: number, exclusive: boolean): readonly LeftOut[] {
  const rebuilt = REBUILT.filter(([, since]) => versionNum >= since);
  return [
    whole(walDirectoryName(versionNum), 'wal'),
    whole('postmaster.pid', 'server-process'),
    whole('postmaster.opts', 'server-process'),
    ...(versionNum >= PG_9_4 ? [contents('pg_replslot', 'replication-slots')] : []),
    ...rebuilt.map(([name]) => contents(name, 'rebuilt-at-start')),
    named('pgsql_tmp*', 'temporary'),
    named('pg_internal.init*', 'rebuilt-at-start'),
    ...(exclusive || versionNum < PG_9_6
      ? []
      : ['backup_label', 'tablespace_map', 'backup_manifest'].map((name) => whole(name, 'other-backup'))),
  ];
}

function whole(pattern: string, why: LeftOutReason): LeftOut {
  return { pattern, contentsOnly: false, anywhere: false, why };
}

function contents(pattern: string, why: LeftOutReason): LeftOut {
  return { pattern, contentsOnly: true, anywhere: false, why };
}

function named(pattern: string, why: LeftOutReason): LeftOut {
  return { pattern, contentsOnly: false, anywhere: true, why };
}
