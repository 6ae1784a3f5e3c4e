import type { BackupMode } from '../session/backupTypes';
import type { ServerVersion } from './serverVersion';

/** A fact, or why it cannot be seen, in words ("needs membership in pg_monitor"). */
export type Fact<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** `pg_stat_archiver` (9.4 and later). Times are ISO 8601 in UTC. */
export interface ArchiverFacts {
  readonly archivedCount: number;
  readonly lastArchivedWal?: string;
  readonly lastArchivedTime?: string;
  readonly failedCount: number;
  readonly lastFailedWal?: string;
  readonly lastFailedTime?: string;
  /** Whether its last attempt failed. */
  readonly failing: boolean;
}

export interface TablespaceFacts {
  readonly oid: number;
  readonly name: string;
  /** Empty for pg_default, pg_global and in-place tablespaces. */
  readonly location: string;
}

/** A running backup on the server, as far as it is visible: non-exclusive ones of others leave no trace. */
export type BackupSeen =
  /** An exclusive one (up to 14): the server is in backup mode, with or without a session. */
  | { readonly kind: 'exclusive'; readonly startTime?: string; readonly label?: string }
  /** Held by a session of this extension, in this window or another. */
  | { readonly kind: 'ours'; readonly backupId: string; readonly pid: number; readonly since?: string }
  /** pg_basebackup or a tool that works like it. `phase` from 13 on. */
  | { readonly kind: 'streamed'; readonly pid: number; readonly phase?: string; readonly client?: string };

export interface PrivilegeFacts {
  readonly superuser: boolean;
  readonly replication: boolean;
  /** Whether this role may call the start and stop functions. */
  readonly startBackup: boolean;
  /** Whether pg_read_binary_file may be called: needed to fetch WAL from the server and to read its backup_label. */
  readonly readFiles: boolean;
  /** Whether the list of WAL files can be seen. */
  readonly listWal: boolean;
}

/** The facts from one look at a server. Locations are text as the server prints them; times are ISO 8601 in UTC. */
export interface ServerFacts {
  readonly readAt: string;
  readonly version: ServerVersion;
  readonly role: 'primary' | 'standby';
  readonly user: string;
  /** Decimal, 64 bits, hence text. */
  readonly systemIdentifier: Fact<string>;
  readonly timeline: Fact<number>;
  /** Primary: where WAL is written now. Standby: the last replayed location. */
  readonly currentLsn: Fact<string>;
  readonly currentSegment: Fact<string>;
  /** Bytes. */
  readonly segmentSize: number;
  readonly walLevel: string;
  readonly archiveMode: string;
  /** Empty if none is set; `archive_mode=off` hides it. */
  readonly archiveCommand: Fact<string>;
  /** From 15; empty if none is set. */
  readonly archiveLibrary?: Fact<string>;
  readonly archiver: Fact<ArchiverFacts>;
  /** WAL files that wait to be archived (`.ready`). */
  readonly waitingForArchive: Fact<number>;
  /** WAL that pg_wal keeps in addition to replication slots, in bytes (wal_keep_segments or wal_keep_size). */
  readonly walKeepBytes: number;
  readonly fullPageWrites: boolean;
  readonly dataDirectory: Fact<string>;
  /** `pg_wal`, or `pg_xlog` up to 9.6. */
  readonly walFolder: 'pg_wal' | 'pg_xlog';
  readonly tablespaces: Fact<readonly TablespaceFacts[]>;
  readonly backups: readonly BackupSeen[];
  /** A backup_label is in the data directory although no exclusive backup runs. */
  readonly leftoverLabel: Fact<boolean>;
  readonly privileges: PrivilegeFacts;
  /** Modes that this version has, the usual one first. */
  readonly modes: readonly BackupMode[];
}

/** A replication slot (9.4 and later): it keeps WAL in `pg_wal` until its consumer has it. */
export interface SlotFacts {
  readonly name: string;
  readonly kind: 'physical' | 'logical';
  /** Whether a session uses it now. */
  readonly active: boolean;
  /** The oldest WAL that it keeps; absent if it keeps none. */
  readonly restartLsn?: string;
  /** `reserved`, `extended`, `unreserved` or `lost`; from 13 on. */
  readonly walStatus?: string;
}

/** What a server says of its archiving, from one session. */
export interface ServerArchiving {
  readonly facts: ServerFacts;
  /** The names in `archive_status`: a file name with `.ready` waits for the archiver, with `.done` it is archived. */
  readonly archiveStatus: Fact<readonly string[]>;
  readonly slots: Fact<readonly SlotFacts[]>;
}
