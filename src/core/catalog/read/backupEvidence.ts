import type { BackupHistory } from '../../formats/label/backupHistory';
import type { BackupLabel } from '../../formats/label/backupLabel';
import type { ControlFile } from '../../formats/controlFile';
import type { Finding } from '../../ground/finding';
import type { ManifestSummary } from './manifestSummary';
import type { SetFiles, TarPart } from '../../model/backupSet';
import type { SetLayout } from '../../model/layout';
import type { Located } from '../match/archiveAssignment';
import type { FoundBackup } from '../tools/foundBackup';

/** A backup history file that was read. */
export interface HistoryFile {
  readonly path: string;
  readonly value: BackupHistory;
  readonly findings: readonly Finding[];
  /** Whether it is below a scanned root, so that it may be a set of its own. */
  readonly listed: boolean;
}

/** The files of one backup, before WAL is looked for. */
export interface BackupEvidence extends Located {
  readonly id: string;
  readonly layout: SetLayout;
  readonly files: SetFiles;
  readonly tars?: readonly TarPart[];
  readonly label: BackupLabel | undefined;
  readonly history: HistoryFile | undefined;
  readonly control: ControlFile | undefined;
  readonly manifest: ManifestSummary | undefined;
  /** `server_version_num` of the major version, from PG_VERSION or pg_control. */
  readonly versionNum: number | undefined;
  /** Bytes: the segment size in the first page of the segment in which it starts. */
  readonly segmentSize?: number;
  /** The metadata of the backup tool that keeps this backup in its repository. */
  readonly tool?: FoundBackup;
  readonly findings: readonly Finding[];
  /** Tars of the set that were not read to their end: they may contain what was not seen. */
  readonly unreadTars?: readonly string[];
}
