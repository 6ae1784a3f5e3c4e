import type { PreflightCode } from './preflight';

/** What a check says: what is so and what it means, and what to do. */
interface Words {
  readonly message: string;
  readonly remedy: string;
}

type Args = Readonly<Record<string, string | number>>;

const text = (args: Args, name: string): string => String(args[name] ?? '');

const WORDS: Readonly<Record<PreflightCode, (args: Args) => Words>> = {
  'label-empty': () => ({
    message: 'The backup has no label.',
    remedy: 'Give it one by which you will recognise it.',
  }),
  'label-line-break': () => ({
    message:
      'The label has a line break. The server would write it into backup_label as it is, where what follows looks like a line of its own and can make the backup impossible to start.',
    remedy: 'Use a label of one line.',
  }),
  'label-control-character': () => ({
    message: 'The label has a control character, which backup_label would carry into every terminal and log.',
    remedy: 'Use printable characters.',
  }),
  'label-too-long': () => ({
    message: 'The label has more than 1024 bytes; the server would refuse it.',
    remedy: 'Shorten it.',
  }),
  'label-used': (args) => ({
    message: `There is a backup of this label already: ${text(args, 'where')}. The two will be told apart by their times only.`,
    remedy: 'Go back and choose another label if that could confuse somebody at a restore.',
  }),
  'mode-not-available': (args) => ({
    message: `PostgreSQL ${text(args, 'version')} has no ${text(args, 'mode')} backup mode.`,
    remedy: 'Choose the other mode.',
  }),
  'exclusive-deprecated': () => ({
    message:
      'Exclusive mode writes backup_label into the live data directory. If the server crashes during the backup it may not start again until that file is removed, and only one such backup can run.',
    remedy: 'Use the non-exclusive mode unless a script needs the other one.',
  }),
  'exclusive-on-standby': () => ({
    message: 'The server is a standby, where exclusive backups are not possible.',
    remedy: 'Use the non-exclusive mode, or the primary.',
  }),
  'standby-too-old': (args) => ({
    message: `The server is a standby of PostgreSQL ${text(args, 'version')}; its backup functions work on standbys from 9.6 on.`,
    remedy: 'Take the backup from the primary, or from the standby with pg_basebackup.',
  }),
  'wal-level-minimal': () => ({
    message:
      'wal_level is minimal: the WAL would not be enough to recover a backup, and the server refuses to start one.',
    remedy: 'Set wal_level to replica (up to 9.5: archive) and restart the server.',
  }),
  'archiving-off': (args) => ({
    message: `archive_mode is ${text(args, 'mode')}: no WAL is archived, and the backup is worth nothing without the WAL written while it runs.`,
    remedy: 'Switch archiving on (needs a restart), or take the WAL from the server right after the stop.',
  }),
  'archive-command-empty': () => ({
    message:
      'archive_mode is on, but neither archive_command nor archive_library is set: WAL piles up and none is archived.',
    remedy: 'Set one of them and reload. Until then a stop that waits for the archive would wait for ever.',
  }),
  'archiver-failing': (args) => ({
    message: `Archiving fails: ${text(args, 'failed')} could not be archived at ${text(args, 'time')} (${text(args, 'count')} failures in all). Stopping the backup would wait until it works again.`,
    remedy: 'Look into the server’s log for the error of archive_command and put it right first.',
  }),
  'archiver-behind': (args) => ({
    message: `${text(args, 'waiting')} WAL files wait to be archived. Stopping the backup waits for all of them.`,
    remedy: 'Let the archiver catch up first, or do not wait for it at the stop.',
  }),
  'archiver-not-visible': (args) => ({
    message: `Whether archiving keeps up cannot be seen: ${text(args, 'why')}.`,
    remedy: 'Look into the archive, or connect as a member of pg_monitor.',
  }),
  'standby-not-archiving': () => ({
    message:
      'A standby archives only with archive_mode = always. The backup’s WAL is archived by its primary, and the stop does not wait for that.',
    remedy: 'Take the WAL from the primary’s archive. On a quiet primary, switch WAL there after the stop.',
  }),
  'archive-switch-file': (args) => ({
    message:
      args['archivesWhen'] === 'present'
        ? `archive_command archives only while the file ${text(args, 'file')} exists on the server. Without it WAL is reported as archived and thrown away.`
        : `archive_command does not archive while the file ${text(args, 'file')} exists on the server.`,
    remedy:
      args['archivesWhen'] === 'present'
        ? 'Create the file before the start, and remove it after the WAL of the backup is archived.'
        : 'Make sure that the file is gone before the start.',
  }),
  'no-start-privilege': (args) => ({
    message: `“${text(args, 'user')}” may not start a backup.`,
    remedy: text(args, 'grant'),
  }),
  'no-read-privilege': (args) => ({
    message: `“${text(args, 'user')}” may not read the server’s files, so the WAL cannot be taken over this connection.`,
    remedy: text(args, 'grant'),
  }),
  'exclusive-running': (args) => ({
    message: `The server is in an exclusive backup${args['label'] === undefined ? '' : ` (“${text(args, 'label')}”)`}${args['since'] === undefined ? '' : ` since ${text(args, 'since')}`}.`,
    remedy:
      args['mode'] === 'exclusive'
        ? 'Only one can run: wait for its end, or end it if nobody needs it any more.'
        : 'Both can run, but leave its backup_label and tablespace_map out of your copy.',
  }),
  'own-backup-running': (args) => ({
    message: `This extension already holds a backup on the server (${text(args, 'id')}, since ${text(args, 'since')}), in this window or another.`,
    remedy:
      'Several non-exclusive backups may run at once. Stop the other first if it is the one that you mean.',
  }),
  'leftover-label': () => ({
    message:
      'A backup_label lies in the data directory though no exclusive backup runs. A restart of the server would take it for a restored backup.',
    remedy: 'Find out where it comes from and move it away; leave it out of the copy.',
  }),
  'wal-keep-low': (args) => ({
    message: `The server keeps only ${text(args, 'kept')} of old WAL. What the backup needs may be recycled before it is copied from the server.`,
    remedy: `Raise ${text(args, 'setting')} for the time of the backup, or take the WAL from an archive.`,
  }),
  'full-page-writes-off': (args) => ({
    message:
      args['role'] === 'standby'
        ? 'full_page_writes was off on the primary at its last checkpoint: a backup of this standby would be refused at the stop.'
        : 'full_page_writes is off. The server switches it on while the backup runs.',
    remedy:
      args['role'] === 'standby' ? 'Switch it on at the primary and let it checkpoint.' : 'Nothing to do.',
  }),
};

/** The words of a check. */
export function preflightWords(code: PreflightCode, args: Args): Words {
  return WORDS[code](args);
}
