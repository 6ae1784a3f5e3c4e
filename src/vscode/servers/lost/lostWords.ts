import { visibleText } from '../../../core/report/visibleText';
import type { BackupRecord } from '../records/record';
import type { Translate } from '../../tree/model/context';

/** What is to be said of a backup whose window is gone: which it was, what it means, what to do. */
export function lostText(record: BackupRecord, t: Translate): string {
  return `${whichText(record, t)} ${meaningText(record, t)}`;
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

function meaningText(record: BackupRecord, t: Translate): string {
  const { exclusive, state, folder } = record;
  const copy = folder === undefined ? t('Its copy') : t('The copy in {0}', visibleText(folder, 120));
  if (state === 'stopped') {
    return t(
      'It was stopped, but its backup_label has not reached the copy. {0} cannot be used until it is there; it is kept here.',
      copy,
    );
  }
  if (state === 'aborted')
    return t(
      'It was ended in good order, without a result. {0} has no label and cannot be used: take the backup again.',
      copy,
    );
  if (exclusive) {
    return t(
      'It was exclusive, so the server is still in backup mode unless somebody has ended it. {0} cannot be used: nobody knows whether it was complete. End the backup mode.',
      copy,
    );
  }
  return t(
    'The server has aborted it with the session. {0} has no label and cannot be used: take the backup again.',
    copy,
  );
}
