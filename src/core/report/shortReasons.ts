import type { Finding, FindingCode } from '../ground/finding';
import type { Speech } from './speech';

type Words = (text: Speech['t']) => string;

/** What is wrong, in words for a row. */
const REASONS: Partial<Record<FindingCode, Words>> = {
  'missing-label': (t) => t('no backup_label'),
  'live-data-directory': (t) => t('may be the directory of a running server'),
  'renamed-label': (t) => t('only backup_label.old'),
  'unreadable-label': (t) => t('backup_label unusable'),
  'unusual-label': (t) => t('backup_label changed'),
  'unreadable-control-file': (t) => t('pg_control unusable'),
  'control-file-mismatch': (t) => t('pg_control does not match'),
  'checkpoint-mismatch': (t) => t('checkpoint does not match backup_label'),
  'missing-tablespace': (t) => t('tablespace missing'),
  'misplaced-tablespace': (t) => t('tablespace in pg_tblspc itself'),
  'incremental-parent-missing': (t) => t('earlier backup missing'),
  'incremental-parent-damaged': (t) => t('earlier backup damaged'),
  'duplicate-segment': (t) => t('copies of a segment differ or could not be compared'),
  'missing-backup-end': (t) => t('end not found in the WAL'),
  'backup-canceled': (t) => t('backup was canceled'),
  'encrypted-segment': (t) => t('WAL is encrypted'),
  'unfinished-backup': (t) => t('not finished'),
  'missing-base-files': (t) => t('data files missing'),
  'segment-checksum-mismatch': (t) => t('a segment was changed'),
  'unreadable-directory': (t) => t('directory cannot be read'),
  'manifest-unreadable': (t) => t('manifest unusable'),
  'manifest-checksum-mismatch': (t) => t('manifest changed'),
  'verification-failed': (t) => t('verification failed'),
};

type CountedWords = (count: number, speech: Speech) => string;

const changed: CountedWords = (count, { t, number }) =>
  count === 1 ? t('1 file changed') : t('{0} files changed', number(count));

/** The same for codes of which a set may have many, one for each file. */
const COUNTED: Partial<Record<FindingCode, CountedWords>> = {
  'missing-directory': (count, { t, number }) =>
    count === 1 ? t('1 directory missing') : t('{0} directories missing', number(count)),
  'missing-file': (count, { t, number }) =>
    count === 1 ? t('1 file missing') : t('{0} files missing', number(count)),
  'missing-database-directory': (count, { t, number }) =>
    count === 1
      ? t('directory of a database missing')
      : t('directories of {0} databases missing', number(count)),
  'unreadable-catalog': (count, { t, number }) =>
    count === 1 ? t('catalog of a database lost') : t('catalogs of {0} databases lost', number(count)),
  'missing-relation-file': (count, { t, number }) =>
    count === 1 ? t('1 relation file missing') : t('{0} relation files missing', number(count)),
  'empty-relation-file': (count, { t, number }) =>
    count === 1 ? t('1 relation file empty') : t('{0} relation files empty', number(count)),
  'short-relation-file': (count, { t, number }) =>
    count === 1 ? t('1 relation file truncated') : t('{0} relation files truncated', number(count)),
  'manifest-missing-file': (count, { t, number }) =>
    count === 1 ? t('1 file missing') : t('{0} files missing', number(count)),
  'manifest-extra-file': (count, { t, number }) =>
    count === 1 ? t('1 extra file') : t('{0} extra files', number(count)),
  'manifest-size-mismatch': changed,
  'manifest-file-checksum-mismatch': changed,
  'unreadable-file': (count, { t, number }) =>
    count === 1 ? t('1 file cannot be read') : t('{0} files cannot be read', number(count)),
};

/** Why a backup counts as failed, as its tool reports it. */
function failedWords(state: unknown, t: Speech['t']): string {
  if (state === 'corrupt') return t('corrupt, according to the tool');
  if (state === 'orphan') return t('earlier backup corrupt or missing');
  return state === 'removed' ? t('being removed by the tool') : t('failed, according to the tool');
}

/** What keeps a server from starting with the configuration of the copy. */
function configurationWords(reason: unknown, t: Speech['t']): string {
  if (reason === 'no-configuration') return t('configuration files missing');
  return reason === 'include' ? t('included configuration file missing') : t('recovery.conf present');
}

/** What some findings say, in words for a row, in their order and each once. Codes without such words are left out. */
export function shortReasons(
  findings: readonly Finding[],
  speech: Speech,
  /** Whether the records were read. */
  isRead: boolean,
): string[] {
  const counts = new Map<FindingCode, number>();
  for (const { code, args } of findings) {
    const { count } = args;
    counts.set(code, (counts.get(code) ?? 0) + (typeof count === 'number' ? count : 1));
  }
  const words = findings.map(({ code, args }) => {
    const { t } = speech;
    if (code === 'refused-configuration') return configurationWords(args['reason'], t);
    if (code === 'failed-backup') return failedWords(args['reason'], t);
    if (code === 'never-stopped')
      return isRead ? t('end not found in the WAL') : t('stop location unknown, run Verify');
    return COUNTED[code]?.(counts.get(code) ?? 1, speech) ?? REASONS[code]?.(t) ?? '';
  });
  return [...new Set(words)].filter((text) => text !== '');
}
