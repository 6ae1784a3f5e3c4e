import { visibleText } from '../../../core/report/visibleText';
import type { BackupRecord } from '../../../engine/backup/record';
import type { Translate } from '../../../core/ground/translate';
import type { BackupModeNow, WhyUnknown } from '../../../engine/backup/backupModeNow';
import type { LostAction } from '../../../engine/backup/lostBackups';
import { errorText } from '../../services/log';

/** The message about a backup whose window is gone: which one, what it means, what to do. */
export function lostText(record: BackupRecord, now: BackupModeNow | undefined, t: Translate): string {
  return `${whichText(record, t)} ${meaningText(record, now, t)}`;
}

function whichText({ label, connection, startTime, startLsn }: BackupRecord, t: Translate): string {
  const started = visibleText(startTime, 40);
  return t(
    'The backup “{0}” of {1} (started {2} at {3}) was still running when its window closed.',
    visibleText(label, 80),
    visibleText(connection, 60),
    started,
    startLsn,
  );
}

function meaningText(record: BackupRecord, now: BackupModeNow | undefined, t: Translate): string {
  const { exclusive, state, folder } = record;
  const copy = folder === undefined ? t('Its copy') : t('The copy in {0}', visibleText(folder, 120));
  if (state === 'stopped') {
    return t(
      'The backup was stopped, but its backup_label is not in the copy yet. {0} cannot be used without it. The label is saved here.',
      copy,
    );
  }
  if (state === 'aborted') {
    return exclusive
      ? t(
          'The backup was ended, so the server is no longer in backup mode. {0} cannot be used unless it was complete by then.',
          copy,
        )
      : t('The backup was aborted. {0} has no backup_label and cannot be used: take the backup again.', copy);
  }
  if (exclusive) return modeText(now ?? { kind: 'unknown' }, copy, t);
  return t(
    'The server aborted the backup when the session ended. {0} has no backup_label and cannot be used: take the backup again.',
    copy,
  );
}

/** What the state of the server means for a copy; an exclusive backup does not need the session that started it. */
export function modeText(now: BackupModeNow, copy: string, t: Translate): string {
  switch (now.kind) {
    case 'still':
      return t(
        'According to the server, this backup is still running. {0} can still be completed: finish the copy, make sure that it contains backup_label, and then end the backup mode. If the copy was interrupted, end the backup mode now and delete the copy.',
        copy,
      );
    case 'another':
      return t(
        'According to the server, this backup has ended. Another exclusive backup is running now{0}; do not end it from here. {1} cannot be used unless it was complete before the end.',
        anotherText(now, t),
        copy,
      );
    case 'ended':
      return t(
        'According to the server, no exclusive backup is running: the server was restarted, or the backup was ended. {0} cannot be used unless it was complete before that and the backup was ended by pg_stop_backup().',
        copy,
      );
    case 'unknown':
      return [
        t(
          'The backup was exclusive, so the server is still in backup mode unless it was restarted or the backup was ended.',
        ),
        ...(now.why === undefined
          ? []
          : [t('The server could not be asked: {0}', visibleText(whyText(now.why, t), 300))]),
        t('{0} cannot be used until this is known. Ask again when the server can be reached.', copy),
      ].join(' ');
  }
}

function anotherText({ label, since }: Extract<BackupModeNow, { kind: 'another' }>, t: Translate): string {
  const parts = [
    ...(label === undefined ? [] : [`"${visibleText(label, 80)}"`]),
    ...(since === undefined ? [] : [t('since {0}', visibleText(since, 40))]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Why it is unknown whether the server is still in backup mode, as a sentence. */
function whyText(why: WhyUnknown, t: Translate): string {
  switch (why.kind) {
    case 'not-trusted':
      return t('This folder is not trusted, so servers are not contacted.');
    case 'not-configured':
      return t('The connection {0} is no longer configured.', why.connection);
    case 'another-server':
      return t('The connection {0} now leads to another server.', why.connection);
    case 'superusers-only':
      return t('PostgreSQL {0} shows this only to superusers.', why.series);
    case 'no-answer':
      return t('The server does not answer.');
    case 'failed':
      return errorText(why.error);
  }
}

/** The button for an action. */
export function actionText(action: LostAction, t: Translate): string {
  switch (action) {
    case 'save-label':
      return t('Choose the Directory of the Copy…');
    case 'end-backup-mode':
      return t('End Backup Mode…');
    case 'ask-again':
      return t('Ask Again');
    case 'show-backup':
      return t('Show Backup');
    case 'copy-sql':
      return t('Copy SQL');
  }
}
