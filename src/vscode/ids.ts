/** Every id that the manifest and the code share; a unit test holds both to the same list. */

export const EXTENSION_ID = 'pg-backup-inspector.pg-backup-inspector';

export const COMMANDS = {
  refresh: 'pgBackupInspector.refresh',
  goToLsn: 'pgBackupInspector.goToLsn',
  addArchiveDirectory: 'pgBackupInspector.addArchiveDirectory',
  showTimeline: 'pgBackupInspector.showTimeline',
  askRecovery: 'pgBackupInspector.askRecovery',
  showRestoreSteps: 'pgBackupInspector.showRestoreSteps',
  showObsoleteWal: 'pgBackupInspector.showObsoleteWal',
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
  addConnection: 'pgBackupInspector.addConnection',
  editConnection: 'pgBackupInspector.editConnection',
  removeConnection: 'pgBackupInspector.removeConnection',
  testConnection: 'pgBackupInspector.testConnection',
  refreshServers: 'pgBackupInspector.refreshServers',
  startBackup: 'pgBackupInspector.startBackup',
  stopBackup: 'pgBackupInspector.stopBackup',
  abortBackup: 'pgBackupInspector.abortBackup',
  showBackup: 'pgBackupInspector.showBackup',
  backupMenu: 'pgBackupInspector.backupMenu',
  copyBackupFacts: 'pgBackupInspector.copyBackupFacts',
  copyCopyCommand: 'pgBackupInspector.copyCopyCommand',
  pasteCopyCommand: 'pgBackupInspector.pasteCopyCommand',
  copyFact: 'pgBackupInspector.copyFact',
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const VIEWS = {
  sets: 'pgBackupInspector.sets',
  archives: 'pgBackupInspector.archives',
  servers: 'pgBackupInspector.servers',
} as const;

/** The provider of servers for AI agents, in `contributes.mcpServerDefinitionProviders`. */
export const MCP_PROVIDER = 'pgBackupInspector.mcp';

/** Names of settings, without the prefix. */
export const SETTINGS = {
  archiveDirectories: 'archiveDirectories',
  walSegmentSize: 'walSegmentSize',
  serverVersion: 'serverVersion',
  codeLensEnabled: 'codeLens.enabled',
  connections: 'connections',
} as const;

export const SETTINGS_PREFIX = 'pgBackupInspector';

/** Context keys of `when` clauses. */
export const CONTEXT_KEYS = {
  scanned: 'pgBackupInspector.scanned',
  serversRead: 'pgBackupInspector.serversRead',
} as const;

/** Type of the webview with the timeline. */
export const TIMELINE_VIEW = 'pgBackupInspector.timeline';

/** Scheme of the virtual document that lists every segment of a set. */
export const SEGMENT_LIST_SCHEME = 'pg-backup-segments';

/** Scheme of the read-only document that describes a segment file. */
export const SEGMENT_SCHEME = 'pg-wal-segment';

/** Scheme of the read-only documents about backups that were started here. */
export const BACKUP_SCHEME = 'pg-backup-run';

/** Scheme of the read-only documents about recovery: answers, restore steps, obsolete WAL. */
export const RESTORE_SCHEME = 'pg-backup-restore';

export const LANGUAGES = [
  'pg-backup-label',
  'pg-backup-history',
  'pg-timeline-history',
  'pg-tablespace-map',
] as const;
