import type { BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import type { ArchiveLayout } from '../../model/layout';

/** A tablespace of a backup outside of its data directory. */
export interface TablespaceFact {
  readonly oid: string;
  /** Where it was on the server, as `tablespace_map` or the link says; undefined if neither does. */
  readonly target: string | undefined;
  /** Directory in the backup with its files; undefined if they are in a tar file, or not here. */
  readonly source: string | undefined;
  /** Whether the backup contains a link that may lead to the server's own directory, which may be in use. */
  readonly leadsToServer: boolean;
  /** Target of the backup's link; undefined if it contains the files themselves. */
  readonly linkedTo?: string | undefined;
}

export interface TarFact {
  readonly role: 'base' | 'wal' | 'tablespace';
  readonly path: string;
  /** After `.tar`: '' or '.gz', '.lz4', … ; `.tgz` counts as '.gz'. */
  readonly suffix: string;
  /** For the tar of a tablespace. */
  readonly oid?: string;
}

/** How the files of an archive are stored, as far as a restore_command depends on it. */
export interface ArchiveFact {
  readonly path: string;
  readonly layout: ArchiveLayout;
  /** Suffixes of its files, including '' if some are plain; history files may be compressed too. */
  readonly suffixes: readonly string[];
  /** Segments are in directories of sixteen digits. */
  readonly sharded: boolean;
  /** Names carry a checksum, as pgBackRest's do. */
  readonly summed: boolean;
  /** Programs that open a sample of its files without a suffix: Barman compresses those too. */
  readonly programs?: readonly string[];
  /** The tool's own description of the archive is gone, so the tool cannot fetch from it. */
  readonly toolCannotRead?: boolean;
}

/** Everything that the steps of a restore depend on. */
export interface RestoreFacts {
  readonly set: BackupSet;
  /** For an incremental set, the backups that it builds on, the full one first; undefined if a link is missing. */
  readonly chain: readonly BackupSet[] | undefined;
  /** Tars of each backup of the chain, in its order; empty for one that is a directory. */
  readonly chainTars?: readonly (readonly TarFact[])[];
  /** The archives that serve it, except the WAL in its own data directory. */
  readonly archives: readonly ArchiveFact[];
  /** Timelines whose history files those archives have. */
  readonly histories: readonly number[];
  /** Its own pg_wal or pg_xlog. */
  readonly ownWal: WalArchive | undefined;
  readonly tablespaces: readonly TablespaceFact[];
  /** Directories in which the WAL from start to stop creates tablespaces: recovery needs them, and no restore can choose others. */
  readonly createdTablespaces?: readonly string[];
  readonly tars: readonly TarFact[];
  /** Directories of the data directory that are links out of the backup: a copy has the link but none of the files. */
  readonly links: readonly string[];
}
