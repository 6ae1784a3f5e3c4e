import type { ArchiveWaiting, StopProgress } from '../../../postgres/session/backupTypes';
import type { Translate } from '../../../core/ground/translate';

/** How many names of missing files fit into a notification. */
const MOST_NAMES = 3;

/** What a stop is doing, in one line. */
export function stopProgressText(progress: StopProgress, t: Translate): string {
  switch (progress.kind) {
    case 'stopping':
      return t('the server is ending the backup');
    case 'stopped':
      return t('stopped at {0}', progress.result.stopLsn);
    case 'waiting':
      return waitingText(progress.waiting, t);
    case 'server-message':
      return progress.message.text;
  }
}

function waitingText(
  { waitedSeconds, missing, missingCount, failure, note }: ArchiveWaiting,
  t: Translate,
): string {
  const seconds = Math.floor(waitedSeconds);
  const count = missingCount ?? missing?.length;
  const names = (missing ?? []).slice(0, MOST_NAMES).join(', ');
  const what =
    count === undefined || count === 0
      ? t('waiting for archiving, {0} s', seconds)
      : t(
          'waiting for archiving, {0} s; {1} files missing: {2}',
          seconds,
          count,
          count > MOST_NAMES ? `${names}, …` : names,
        );
  const failed =
    failure === undefined
      ? ''
      : ` ${t('The archiver has failed {0} times, most recently for {1}.', failure.count, failure.wal)}`;
  return `${what}${failed}${note === undefined ? '' : ` ${note}`}`;
}
