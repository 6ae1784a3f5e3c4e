import { isTool, toolName } from '../../../core/formats/tools/backupTools';
import { typeOfBackup } from '../../../core/catalog/tools/toolWords';
import type { BackupSet } from '../../../core/model/backupSet';
import type { TreeContext } from './context';
import { labelText } from './text';
import { exactTime, shortTime } from './times';

/** The tool and kind of a set: `pgBackRest diff`; for other sets, whether they are incremental. */
export function kindText(set: BackupSet, { t }: TreeContext): string {
  if (!isTool(set.layout)) return set.kind === 'incremental' ? t('incremental') : '';
  const type = typeOfBackup(set);
  // Words of a tool stay as they are; our own words are translated.
  return `${toolName(set.layout)} ${type === 'incremental' ? t('incremental') : labelText(type)}`;
}

/** How retention keeps a set: `kept`, `kept, own WAL only`, `permanent`, `pinned until Dec 24 02:00`. */
export function keepText({ retained: keep }: BackupSet, context: TreeContext): string {
  if (keep === undefined) return '';
  const { t } = context;
  if (keep.word === 'permanent') return t('permanent');
  if (keep.word === 'kept') return keep.ownWalOnly ? t('kept, own WAL only') : t('kept');
  const until = shortTime(keep.until, context);
  if (isOver(keep, context)) return t('pin expired {0}', until);
  return until === '' ? t('pinned') : t('pinned until {0}', until);
}

/** The meaning for a restore, as a sentence. */
export function keepNote({ retained: keep }: BackupSet, context: TreeContext): string | undefined {
  if (keep === undefined) return undefined;
  const { t } = context;
  if (keep.ownWalOnly)
    return t(
      'The tool keeps this backup only with its own WAL. It can be restored to its own end, and further only as long as later WAL exists.',
    );
  if (isOver(keep, context))
    return t('Its pin expired {0}: the tool may remove it.', exactTime(keep.until, context));
  return t('The tool’s retention keeps this backup and all WAL from its start on.');
}

function isOver(keep: NonNullable<BackupSet['retained']>, { now }: TreeContext): boolean {
  return keep.until?.epochMs !== undefined && keep.until.epochMs <= now;
}
