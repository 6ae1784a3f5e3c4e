import { visibleText } from '../../../core/report/visibleText';
import type { BackupRecord } from '../records/record';
import type { Translate } from '../../tree/model/context';
import type { BackupModeNow } from './backupModeNow';

/** What is to be said of a backup whose window is gone: which it was, what it means, what to do. */
export function lostText(record: BackupRecord, now: BackupModeNow | undefined, t: Translate): string {
  return `${whichText(record, t)} ${meaningText(record, now, t)}`;
}

function whichText({ label, connection, startTime, startLsn }: BackupRecord, t: Translate): string {
  const started = visibleText(startTime, 40);
  return t(
    'The backup "{0}" of {1} (started {2} at {3}) ran when its window ended.',
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
      'It was stopped, but its backup_label has not reached the copy. {0} cannot be used until it is there; it is kept here.',
      copy,
    );
  }
  if (state === 'aborted') {
    return exclusive
      ? t(
          'It was ended in good order, so the server is in backup mode no more. {0} cannot be used unless it was complete by then.',
          copy,
        )
      : t(
          'It was ended in good order, without a result. {0} has no label and cannot be used: take the backup again.',
          copy,
        );
  }
  if (exclusive) return modeText(now ?? { kind: 'unknown', why: '' }, copy, t);
  return t(
    'The server has aborted it with the session. {0} has no label and cannot be used: take the backup again.',
    copy,
  );
}

/** What it means for a copy how the server stands; an exclusive backup does not need the session that started it. */
export function modeText(now: BackupModeNow, copy: string, t: Translate): string {
  switch (now.kind) {
    case 'still':
      return t(
        'The server was asked: it is still in this backup. {0} can still become a backup: let the copying come to its end, make sure that backup_label was copied along, and only then end the backup mode. If nobody copies any more, end it now and throw the copy away.',
        copy,
      );
    case 'another':
      return t(
        'The server was asked: this backup is over. The server is in another exclusive one now{0}, which is not to be ended from here. {1} cannot be used unless it was complete before the end.',
        anotherText(now, t),
        copy,
      );
    case 'ended':
      return t(
        'The server was asked: it is in no exclusive backup any more; it was restarted, or somebody has ended it. {0} cannot be used unless it was complete before that and the backup was ended by pg_stop_backup().',
        copy,
      );
    case 'unknown':
      return [
        t(
          'It was exclusive, so the server is still in backup mode unless it was restarted or somebody has ended it.',
        ),
        ...(now.why === '' ? [] : [t('It could not be asked: {0}', visibleText(now.why, 300))]),
        t('{0} cannot be used as long as that is not known. Ask again when the server can be reached.', copy),
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
