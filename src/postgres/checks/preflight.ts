import type { StartOptions } from '../session/backupTypes';

/** The plan of a backup, as far as it decides whether it can work. */
export interface BackupPlan extends Pick<StartOptions, 'mode' | 'label' | 'fast'> {
  /** Where the set's WAL will come from. */
  readonly walFrom: 'archive' | 'server';
  /** Labels of sets that are known here and of running backups, with the place of each. */
  readonly usedLabels?: ReadonlyMap<string, string>;
}

export type PreflightCode =
  | 'label-line-break'
  | 'label-control-character'
  | 'label-too-long'
  | 'label-empty'
  | 'label-used'
  | 'mode-not-available'
  | 'exclusive-deprecated'
  | 'exclusive-on-standby'
  | 'standby-too-old'
  | 'wal-level-minimal'
  | 'archiving-off'
  | 'archive-command-empty'
  | 'archiver-failing'
  | 'archiver-behind'
  | 'archiver-not-visible'
  | 'standby-not-archiving'
  | 'archive-switch-file'
  | 'no-start-privilege'
  | 'no-read-privilege'
  | 'exclusive-running'
  | 'own-backup-running'
  | 'leftover-label'
  | 'wal-keep-low'
  | 'full-page-writes-off';

/**
 * One thing to know before the start. `error`: the start would fail or the copy would be worthless. The words are made
 * from code and args in `preflightWords.ts`.
 */
export interface PreflightCheck {
  readonly code: PreflightCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** `archive-switch-file` has `file` (path on the server) and `archivesWhen` (`present` or `absent`). */
  readonly args: Readonly<Record<string, string | number>>;
  /** The fact and its meaning. */
  readonly message: string;
  readonly remedy: string;
}
