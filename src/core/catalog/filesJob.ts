import type { FilesInput } from '../verify/files/filesVerification';
import type { BackupSet } from './model';

/** What of a set can be compared file by file, and with what. */
export type ComparableFiles = Pick<FilesInput, 'directory' | 'manifest' | 'tars' | 'storedBy'>;

/** Undefined where there are no files, or nothing that tells what they should be. */
export function comparableFiles(set: BackupSet): ComparableFiles | undefined {
  const { dataDirectory: directory, manifest } = set.files;
  if (directory !== undefined && manifest !== undefined) {
    return { directory, manifest, ...(set.tars === undefined ? {} : { tars: set.tars }) };
  }
  if (set.layout !== 'pgbackrest' || !isStored(set)) return undefined;
  return { directory: set.path, manifest: `${set.path}/backup.manifest`, storedBy: 'pgbackrest' };
}

/** Whether the tool's own form of the files was seen, or compared already. */
function isStored({ findings, evidence }: BackupSet): boolean {
  const told = findings.some(
    ({ code, args }) => code === 'base-files-not-seen' && args['reason'] === 'stored',
  );
  return told || evidence.files === 'checked';
}
