import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import { locateSegments } from '../catalog/assess/locateSegments';
import { walFolder } from './completionJob';

/**
 * Whether some of the WAL that a set needs is not in its own directory, as far as names show, so that it can be
 * completed. False if it has no directory, or its required WAL is unknown. Compressed files do not count: a server does
 * not read them there.
 */
export function lacksOwnWal(
  { files, required, versionNum }: BackupSet,
  archives: readonly WalArchive[],
): boolean {
  if (files.dataDirectory === undefined || required === undefined || required.openEnd) return false;
  const path = walFolder(files.dataDirectory, versionNum);
  const runs = archives.find((archive) => archive.path === path)?.runs ?? [];
  const own = { path, runs: runs.filter(({ suffix }) => suffix === '') };
  return locateSegments(required.ranges, [own]).some(({ archive }) => archive === undefined);
}
