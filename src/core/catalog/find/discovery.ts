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
  /** Whether the directory was named by a setting or option rather than found below a root. */
  readonly explicit: boolean;
}

/** A label or backup history file that was named, or is outside of any data directory. */
export interface FoundFile {
  readonly path: string;
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
