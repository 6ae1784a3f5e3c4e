import { visibleText } from '../../core/report/visibleText';
import { t } from '../services/translate';

/** The messages of the commands about recovery. */
export const restoreMessages = {
  noSets: () => t('No backup set was found in this workspace.'),
  askTitle: () => t('Can I recover to …?'),
  askPrompt: () =>
    t(
      'A time (2026-11-25 14:03:00+01), an LSN (2/FB000020), the name of a restore point, xid:NUMBER, “latest” or “immediate”. Times without a zone use your local time zone.',
    ),
  asTime: (time: string, zone: string) => t('{0}, read as a time in {1}', time, zone),
  asLsn: () => t('A location in the WAL'),
  asXid: (xid: string) => t('The end of transaction {0}', xid),
  asBefore: () => t('Stops just before it (recovery_target_inclusive = off)'),
  asName: () => t('The name of a restore point'),
  asImmediate: () => t('The end of a backup'),
  asEnd: () => t('The end of the WAL'),
  whereTo: () => t('What should this backup be restored to?'),
  toBackupEnd: () => t('To the end of this backup'),
  toLatest: () => t('To the end of the WAL (latest)'),
  toOther: () => t('To a time, an LSN or a restore point …'),
  alongProven: (timeline: number, count: number) =>
    t('along timeline {0}, {1} segments, every record read', timeline, count),
  alongUnproven: (timeline: number, count: number) =>
    t('along timeline {0}, {1} segments by file name, records not read', timeline, count),
  verifyFirst: () => t('Verify first, then show the answer again'),
  lookingUp: () => t('Reading the records to find the recovery stop point'),
  steps: () => t('Show the restore steps'),
  otherSteps: (timeline: number, set: string) =>
    t('Show the steps along timeline {0}, from {1}', timeline, visibleText(set, 60)),
  copyWal: (count: number) =>
    count === 1 ? t('Copy the name of 1 segment') : t('Copy the names of {0} segments', count),
  showSet: () => t('Show this set in the tree'),
  whichArchive: () => t('Obsolete WAL in which archive?'),
  whatToKeep: () => t('Which backups do you want to keep?'),
  keepCount: (count: number) =>
    count === 1 ? t('Keep the newest usable set') : t('Keep the {0} newest usable sets', count),
  keepFrom: (title: string) => t('Keep {0} and newer', title),
  copyObsolete: (count: number) =>
    count === 1 ? t('Copy the name of 1 file') : t('Copy the names of {0} files', count),
  copyCommand: () => t('Copy a command that removes these files'),
  nothingDeleted: () => t('Nothing was deleted: this is only a list.'),
} as const;
