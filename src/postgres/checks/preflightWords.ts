import type { PreflightCode } from './preflight';

/** The texts of a check: the fact and its meaning, and the remedy. */
interface Words {
  readonly message: string;
  readonly remedy: string;
}

type Args = Readonly<Record<string, string | number>>;

const text = (args: Args, name: string): string => String(args[name] ?? '');

const WORDS: Readonly<Record<PreflightCode, (args: Args) => Words>> = {
  'label-empty': () => ({
    message: 'The backup has no label.',
    remedy: 'Enter a label that identifies the backup.',
  }),
  'label-line-break': () => ({
    message:
      'The label contains a line break. In backup_label, the text after it would look like a separate line, and a server might refuse the backup.',
    remedy: 'Use a single-line label.',
  }),
  'label-control-character': () => ({
    message: 'The label contains a control character, which backup_label would pass to terminals and logs.',
    remedy: 'Use printable characters.',
  }),
  'label-too-long': () => ({
    message: 'The label has more than 1024 bytes, and the server would refuse it.',
    remedy: 'Use a shorter label.',
  }),
  'label-used': (args) => ({
    message: `A backup with this label already exists: ${text(args, 'where')}. Only the times would distinguish the two.`,
    remedy: 'Go back and choose another label if the same name could cause confusion in a restore.',
  }),
  'mode-not-available': (args) => ({
    message: `PostgreSQL ${text(args, 'version')} has no ${text(args, 'mode')} backup mode.`,
    remedy: 'Choose the other mode.',
  }),
  'exclusive-deprecated': () => ({
    message:
      'Exclusive mode writes backup_label into the data directory of the running server. If the server crashes during the backup, it may not start again until that file is removed. Only one such backup can run.',
    remedy: 'Use non-exclusive mode unless a script requires exclusive mode.',
  }),
  'exclusive-on-standby': () => ({
    message: 'Exclusive backups are not possible on a standby.',
    remedy: 'Use non-exclusive mode, or take the backup from the primary.',
  }),
  'standby-too-old': (args) => ({
    message: `The server is a standby of PostgreSQL ${text(args, 'version')}; its backup functions work on a standby only from 9.6 on.`,
    remedy: 'Take the backup from the primary, or from the standby with pg_basebackup.',
  }),
  'wal-level-minimal': () => ({
    message:
      'wal_level is minimal. Such WAL is not sufficient to recover a backup, so the server refuses to start one.',
    remedy: 'Set wal_level to replica (up to 9.5: archive) and restart the server.',
  }),
  'archiving-off': (args) => ({
    message: `archive_mode is ${text(args, 'mode')}, so WAL is not archived. A backup is useless without the WAL that is written while it runs.`,
    remedy: 'Turn archiving on (this needs a restart), or copy the WAL from the server right after the stop.',
  }),
  'archive-command-empty': () => ({
    message:
      'archive_mode is on, but neither archive_command nor archive_library is set. WAL accumulates and is not archived.',
    remedy:
      'Set one of them and reload the configuration. Until then, a stop that waits for archiving would wait forever.',
  }),
  'archiver-failing': (args) => ({
    message: `Archiving fails: ${text(args, 'failed')} could not be archived at ${text(args, 'time')} (${text(args, 'count')} failures in total). Stopping the backup would wait until archiving works again.`,
    remedy: 'Find the error of archive_command in the server’s log and correct it first.',
  }),
  'archiver-behind': (args) => ({
    message: `${text(args, 'waiting')} WAL files are waiting to be archived. Stopping the backup waits for all of them.`,
    remedy: 'Let the archiver catch up first, or do not wait for archiving at the stop.',
  }),
  'archiver-not-visible': (args) => ({
    message: `The state of archiving is not visible: ${text(args, 'why')}.`,
    remedy: 'Check the archive, or connect as a member of pg_monitor.',
  }),
  'standby-not-archiving': () => ({
    message:
      'A standby archives only with archive_mode = always. The primary archives the WAL of the backup, and the stop does not wait for that.',
    remedy: 'Take the WAL from the primary’s archive. On a quiet primary, switch WAL there after the stop.',
  }),
  'archive-switch-file': (args) => ({
    message:
      args['archivesWhen'] === 'present'
        ? `archive_command archives only while the file ${text(args, 'file')} exists on the server. Without that file, WAL is reported as archived but discarded.`
        : `archive_command does not archive while the file ${text(args, 'file')} exists on the server.`,
    remedy:
      args['archivesWhen'] === 'present'
        ? 'Create the file before the start, and remove it after the WAL of the backup is archived.'
        : 'Make sure that the file does not exist before the start.',
  }),
  'no-start-privilege': (args) => ({
    message: `“${text(args, 'user')}” may not start a backup.`,
    remedy: text(args, 'grant'),
  }),
  'no-read-privilege': (args) => ({
    message: `“${text(args, 'user')}” may not read the server’s files, so the WAL cannot be copied over this connection.`,
    remedy: text(args, 'grant'),
  }),
  'exclusive-running': (args) => ({
    message: `An exclusive backup${args['label'] === undefined ? '' : ` (“${text(args, 'label')}”)`} is running on the server${args['since'] === undefined ? '' : ` (started ${text(args, 'since')})`}.`,
    remedy:
      args['mode'] === 'exclusive'
        ? 'Only one can run. Wait for its end, or end it if it is no longer needed.'
        : 'Both can run, but leave its backup_label and tablespace_map out of your copy.',
  }),
  'own-backup-running': (args) => ({
    message: `This extension already runs a backup on the server (${text(args, 'id')}, since ${text(args, 'since')}), in this window or another one.`,
    remedy: 'Several non-exclusive backups can run at once. If you meant the other one, stop it instead.',
  }),
  'leftover-label': () => ({
    message:
      'The data directory contains a backup_label, but no exclusive backup is running. After a restart, the server would treat the data directory as a restored backup.',
    remedy: 'Find out where the file comes from and move it away. Leave it out of the copy.',
  }),
  'wal-keep-low': (args) => ({
    message: `The server keeps only ${text(args, 'kept')} of old WAL. It may recycle required WAL before you copy it from the server.`,
    remedy: `Increase ${text(args, 'setting')} during the backup, or take the WAL from an archive.`,
  }),
  'full-page-writes-off': (args) => ({
    message:
      args['role'] === 'standby'
        ? 'full_page_writes was off on the primary at its last checkpoint, so a backup of this standby would fail at the stop.'
        : 'full_page_writes is off. The server turns it on while the backup runs.',
    remedy:
      args['role'] === 'standby'
        ? 'Turn it on on the primary, and wait for a checkpoint.'
        : 'No action is needed.',
  }),
};

/** The words of a check. */
export function preflightWords(code: PreflightCode, args: Args): Words {
  return WORDS[code](args);
}
