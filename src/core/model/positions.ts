import type { Lsn } from '../ground/lsn';
import type { WrittenTime } from '../formats/writtenTime';

export interface StartPosition {
  readonly lsn: Lsn;
  readonly timeline: number;
  readonly time: WrittenTime | undefined;
}

export type StopSource =
  | 'backup-history-file'
  | 'manifest'
  | 'backup-end-record'
  | 'minimum-recovery-point'
  | 'shutdown-checkpoint'
  | 'tool-metadata';

export interface StopPosition extends StartPosition {
  readonly source: StopSource;
}
