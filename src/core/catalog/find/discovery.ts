import type { Finding } from '../../ground/finding';
import type { TarBackup } from '../../tars/tarBackup';
import type { ToolFolder } from '../tools/toolFiles';
import type { DirectoryListing } from './directoryListing';

export interface FoundDataDirectory {
  readonly path: string;
  readonly markers: ReadonlySet<string>;
  readonly hasGlobal: boolean;
  /** The tars that contain it. */
  readonly tar?: TarBackup;
}

export interface FoundWalDirectory {
  readonly listing: DirectoryListing;
  /** The data directory to which this pg_wal or pg_xlog belongs. */
  readonly dataDirectory: string | undefined;
  /** By a setting or option, or by the name of a file in it, and not found below a root: then it serves every set. */
  readonly isNamedByUser: boolean;
}

/** A backup history file. */
export interface FoundFile {
  readonly path: string;
  /** Whether it is a set of its own if it belongs to no other; not so in a directory that was named for its WAL only. */
  readonly listed: boolean;
}

export interface Discovery {
  readonly dataDirectories: readonly FoundDataDirectory[];
  readonly labelFiles: readonly string[];
  readonly walDirectories: readonly FoundWalDirectory[];
  readonly historyFiles: readonly FoundFile[];
  /** Directories with a backup tool's metadata, or its backups. */
  readonly toolFolders: readonly ToolFolder[];
  readonly findings: readonly Finding[];
}
