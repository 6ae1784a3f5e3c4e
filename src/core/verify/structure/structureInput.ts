import type { ControlFile } from '../../formats/controlFile';
import type { Finding } from '../../ground/finding';
import type { Lsn } from '../../ground/lsn';
import type { TarPart } from '../../model/backupSet';
import type { SetLayout } from '../../model/layout';
import type { SetInput } from '../records/setVerification';

/** What a check of a set's data directory needs to know. Absent facts are not known. */
export interface StructureInput {
  readonly setId: string;
  readonly layout: SetLayout;
  readonly kind: 'full' | 'incremental';
  /** The data directory, on disk or in a tar. */
  readonly directory: string;
  /** The tars that hold its files, if it is not on disk. */
  readonly tars?: readonly TarPart[];
  readonly tablespaceMap?: string;
  /** `server_version_num` of the major version. */
  readonly versionNum: number | undefined;
  readonly control: ControlFile | undefined;
  /** START WAL LOCATION. */
  readonly start: { readonly lsn: Lsn; readonly timeline: number } | undefined;
  readonly stop: { readonly lsn: Lsn; readonly timeline: number } | undefined;
  readonly takenFrom: 'primary' | 'standby' | undefined;
  /** How to read the set's WAL; undefined below the level `records`, and if nothing is known of it. */
  readonly wal: SetInput | undefined;
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
  /** True if it was canceled; the findings are then not all. */
  readonly canceled: boolean;
}
