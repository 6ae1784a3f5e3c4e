import { join } from 'node:path';
import { parseBackupLabel } from '../../core/formats/label/backupLabel';
import { isFailure } from '../../core/ground/ports';
import { parseLsn } from '../../core/ground/lsn';
import { readRange, withRegularFile } from '../../io/regularFile';
import type { StartedBackup } from '../../postgres/session/backupTypes';

/** The owner of the backup_label in a copy. */
export type LabelInCopy = 'ours' | 'other' | 'absent';

/** Servers write a few hundred bytes. */
const MOST_BYTES = 64 * 1024;

/** Reads the backup_label of a copy; undefined if it cannot be read. A start location belongs to one backup only. */
export async function labelInCopy(
  folder: string,
  { startLsn, version }: Pick<StartedBackup, 'startLsn' | 'version'>,
): Promise<LabelInCopy | undefined> {
  const bytes = await withRegularFile(join(folder, 'backup_label'), (file) => readRange(file, 0, MOST_BYTES));
  if (isFailure(bytes)) return bytes.code === 'ENOENT' ? 'absent' : undefined;
  const start = parseBackupLabel(bytes, version.number).value?.start?.lsn;
  return start !== undefined && start === parseLsn(startLsn) ? 'ours' : 'other';
}
