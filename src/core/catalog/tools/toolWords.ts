import { toolOf } from '../../formats/tools/backupTools';
import type { BackupSet } from '../../model/backupSet';

/**
 * The type of a backup, in its tool's own word: `full`, `diff`, `incr`, `delta`, `PAGE`. If the tool's word is for the
 * method of copying, the type is `full` or `incremental`.
 */
export function typeOfBackup({
  layout,
  method,
  kind,
}: {
  readonly layout: BackupSet['layout'];
  readonly method?: string | null | undefined;
  readonly kind: BackupSet['kind'];
}): string {
  const [word = ''] = toolOf(layout)?.methodIsType === false ? [] : (method ?? '').split(' ');
  return word === '' ? kind : word;
}
