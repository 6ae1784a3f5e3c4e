/** Every option of the command line, with what `--help` says of it. `value` names what it takes; without one it is a switch. */
export const OPTIONS = {
  help: { type: 'boolean', short: 'h', text: 'print help; after a command, the help of that command' },
  version: { type: 'boolean', short: 'V', text: 'print the version' },
  archive: {
    type: 'string',
    multiple: true,
    value: 'DIR',
    text: 'additional directory with WAL and history files (repeatable); it is searched, not listed',
  },
  root: {
    type: 'string',
    multiple: true,
    value: 'DIR',
    text: 'a directory whose backups may be read (repeatable)',
  },
  json: { type: 'boolean', text: 'print JSON (docs/command-line.md describes it)' },
  quiet: { type: 'boolean', short: 'q', text: 'print only what is wrong (segments: only the names)' },
  'wal-segment-size': {
    type: 'string',
    value: 'BYTES',
    text: '16777216 or 16MB: WAL segment size, if the files do not contain it',
  },
  'server-version': {
    type: 'string',
    value: 'V',
    text: '9.2, 15 or 150004: server version, if the files do not contain it',
  },
  format: {
    type: 'string',
    value: 'FORMAT',
    text: 'text, json, markdown, junit, sarif, prometheus or nagios (default: text)',
  },
  textfile: {
    type: 'string',
    value: 'FILE',
    text: 'write the Prometheus metrics into FILE in one step, for node_exporter',
  },
  missing: { type: 'boolean', text: 'only missing segments' },
  present: { type: 'boolean', text: 'only present segments' },
  timeline: { type: 'string', value: 'N', text: 'timeline of both locations (default: 1)' },
  level: {
    type: 'string',
    value: 'names|headers|records',
    text: 'how much of the WAL to read (default: records)',
  },
  files: { type: 'boolean', text: 'also compare the data files with the backup manifest' },
  exact: { type: 'boolean', text: 'look up in the WAL records where recovery stops exactly' },
  target: {
    type: 'string',
    value: 'TARGET',
    text: 'recover to this time, LSN, restore point or transaction (default: the end of the backup)',
  },
  keep: {
    type: 'string',
    value: 'N|SET',
    text: 'keep the N newest usable sets (restorable or complete) and all newer ones, or the set SET and all newer ones',
  },
  'keep-set': {
    type: 'string',
    value: 'ID',
    text: 'keep the set with this id, path or label, and all newer ones',
  },
  yes: { type: 'boolean', short: 'y', text: 'write; without it only the plan is printed' },
  'max-backup-age': {
    type: 'string',
    value: 'AGE',
    text: 'critical if the newest usable backup (see --require) is older, such as 26h or 7d',
  },
  'max-rpo': {
    type: 'string',
    value: 'AGE',
    text: 'critical if the last commit in the archived WAL is older, such as 15min; on an idle server this happens although nothing is lost',
  },
  'min-window': {
    type: 'string',
    value: 'TIME',
    text: 'critical if the latest recovery window is shorter, such as 7d',
  },
  connection: {
    type: 'string',
    value: 'NAME|CONNINFO',
    text: 'compare the archives with this server: a connection string, or a name from the editor’s settings or a service file',
  },
  'max-ready': {
    type: 'string',
    value: 'N',
    text: 'with --connection: critical if more files wait for the archiver',
  },
  'max-archive-lag': {
    type: 'string',
    value: 'BYTES',
    text: 'with --connection: critical if more WAL is on the server alone, such as 64MB',
  },
  'max-slot-wal': {
    type: 'string',
    value: 'BYTES',
    text: 'with --connection: critical if a replication slot keeps more WAL, such as 10GB',
  },
  require: {
    type: 'string',
    value: 'VERDICT',
    text: 'critical unless the newest set is at least this: complete or restorable (default: restorable)',
  },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** The options that most commands share. */
export const COMMON: readonly OptionName[] = [
  'archive',
  'wal-segment-size',
  'server-version',
  'json',
  'quiet',
];
