import type { FilesInput } from '../verify/files/filesVerification';
import { factsOfTool, listsFiles } from '../formats/tools/backupTools';
import { joinPath } from '../ground/paths';
import type { BackupSet } from '../model/backupSet';

/** The files of a set that can be compared, and the list to compare them with. */
export type ComparableFiles = Pick<FilesInput, 'directory' | 'manifest' | 'tars' | 'storedBy'>;

/** The files whose change invalidates a comparison. */
export type WatchedFiles = Pick<ComparableFiles, 'directory' | 'storedBy'>;

export function watchedFiles({ directory, storedBy }: ComparableFiles): WatchedFiles {
  return { directory, ...(storedBy === undefined ? {} : { storedBy }) };
}

/** Undefined if there are no files, or nothing that lists what they should be. */
export function comparableFiles(set: BackupSet): ComparableFiles | undefined {
  const { files, layout, path } = set;
  const { dataDirectory: directory, manifest, fileList } = files;
  // PostgreSQL's own manifest has more than a tool's list, but describes files that are neither compressed nor renamed.
  if (directory !== undefined && manifest !== undefined) {
    return { directory, manifest, ...(set.tars === undefined ? {} : { tars: set.tars }) };
  }
  if (!listsFiles(layout)) return undefined;
  const { listName } = factsOfTool(layout);
  const list = listName === undefined ? fileList : isStored(set) ? joinPath(path, listName) : undefined;
  return list === undefined ? undefined : { directory: path, manifest: list, storedBy: layout };
}

/** Whether files in the tool's own format were seen, or already compared. */
function isStored({ findings, evidence }: BackupSet): boolean {
  const isReported = findings.some(
    ({ code, args }) => code === 'base-files-not-seen' && args['reason'] === 'stored',
  );
  return isReported || evidence.files === 'checked' || evidence.files === 'sizes-only';
}
