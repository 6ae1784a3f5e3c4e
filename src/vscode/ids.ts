/** Every id that the manifest and the code share; a unit test holds both to the same list. */

export const EXTENSION_ID = 'pg-backup-inspector.pg-backup-inspector';

export const COMMANDS = {
  refresh: 'pgBackupInspector.refresh',
  goToLsn: 'pgBackupInspector.goToLsn',
  addArchiveDirectory: 'pgBackupInspector.addArchiveDirectory',
  showTimeline: 'pgBackupInspector.showTimeline',
  verifySet: 'pgBackupInspector.verifySet',
  verifyAll: 'pgBackupInspector.verifyAll',
  verifyArchive: 'pgBackupInspector.verifyArchive',
  completeSet: 'pgBackupInspector.completeSet',
  showLog: 'pgBackupInspector.showLog',
  showInTree: 'pgBackupInspector.showInTree',
  openSegmentList: 'pgBackupInspector.openSegmentList',
  copySegmentList: 'pgBackupInspector.copySegmentList',
  copyLsn: 'pgBackupInspector.copyLsn',
  copySegmentName: 'pgBackupInspector.copySegmentName',
  copyPath: 'pgBackupInspector.copyPath',
  copy: 'pgBackupInspector.copy',
  openFile: 'pgBackupInspector.openFile',
  revealInExplorer: 'pgBackupInspector.revealInExplorer',
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const VIEWS = {
  sets: 'pgBackupInspector.sets',
  archives: 'pgBackupInspector.archives',
} as const;

/** Names of settings, without the prefix. */
export const SETTINGS = {
  archiveDirectories: 'archiveDirectories',
  walSegmentSize: 'walSegmentSize',
  serverVersion: 'serverVersion',
  codeLensEnabled: 'codeLens.enabled',
} as const;

export const SETTINGS_PREFIX = 'pgBackupInspector';

/** Context keys of `when` clauses. */
export const CONTEXT_KEYS = {
  scanned: 'pgBackupInspector.scanned',
} as const;

/** Type of the webview with the timeline. */
export const TIMELINE_VIEW = 'pgBackupInspector.timeline';

/** Scheme of the virtual document that lists every segment of a set. */
export const SEGMENT_LIST_SCHEME = 'pg-backup-segments';

/** Scheme of the read-only document that tells what a segment file is. */
export const SEGMENT_SCHEME = 'pg-wal-segment';

export const LANGUAGES = [
  'pg-backup-label',
  'pg-backup-history',
  'pg-timeline-history',
  'pg-tablespace-map',
] as const;
