import type { ControlFile } from '../../formats/controlFile';
import type { Finding } from '../../ground/finding';
import type { Lsn } from '../../ground/lsn';
import type { TarPart } from '../../model/backupSet';
import type { SetLayout } from '../../model/layout';
import type { SetInput } from '../records/setVerification';
import type { WalContext } from '../records/walContext';

/** Where the files of a data directory are. */
export interface DataFiles {
  readonly layout: SetLayout;
  /** The data directory, on disk or in a tar. */
  readonly directory: string;
  /** The tars that hold its files, if it is not on disk. */
  readonly tars?: readonly TarPart[];
}

/** What a check of a set's data directory needs to know. Absent facts are not known. */
export interface StructureInput extends DataFiles {
  readonly setId: string;
  readonly kind: 'full' | 'incremental';
  /** The backups with which an incremental set is combined, if all were found: the nearest first, the full one last. */
  readonly chain?: readonly DataFiles[];
  readonly tablespaceMap?: string;
  /** `server_version_num` of the major version. */
  readonly versionNum: number | undefined;
  readonly control: ControlFile | undefined;
  /** START WAL LOCATION. */
  readonly start: { readonly lsn: Lsn; readonly timeline: number } | undefined;
  readonly stop: { readonly lsn: Lsn; readonly timeline: number } | undefined;
  readonly takenFrom: 'primary' | 'standby' | undefined;
  /** BACKUP METHOD of the label: `streamed` if pg_basebackup took it. */
  readonly method?: string | undefined;
  /** Whether WAL that the set needs is in its own WAL directory only. */
  readonly needsOwnWal?: boolean;
  /** How to read the set's WAL; undefined below the level `records`, and if nothing is known of it. */
  readonly wal: SetInput | undefined;
  /** How to read the copy's own WAL, if it has no label and pg_control says that the server was shut down. */
  readonly shutdown?: WalContext;
}

/** The end of a server that was shut down in good order before it was copied. */
export interface CleanShutdown {
  /** Where its last record, the shutdown checkpoint, begins and ends. */
  readonly checkpoint: Lsn;
  readonly end: Lsn;
  readonly timeline: number;
}

/** What was seen of a set's data directory. */
export interface StructureLook {
  readonly findings: readonly Finding[];
  /**
   * `structure`: state files, tablespaces and relation files were looked at. `names`: directories were listed, and something
   * that a server needs could not be looked at. `not-checked`: nothing could.
   */
  readonly evidence: 'not-checked' | 'names' | 'structure';
  /** Relations of the set's own catalogs whose files were looked for; undefined if the catalogs were not read. */
  readonly relations: { readonly checked: number } | undefined;
  /** Set if the copy is of a server that was shut down cleanly, and proves it. */
  readonly shutdown?: CleanShutdown;
  /** True if it was canceled; the findings are then not all. */
  readonly canceled: boolean;
}
