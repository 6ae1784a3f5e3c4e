import type { BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import { splitAtTar } from '../../core/tars/tarName';
import type { TaskHooks, TaskRunner } from '../../worker/taskRunner';

interface Read {
  readonly sets: readonly BackupSet[];
  readonly archives: readonly WalArchive[];
}

/** Decompresses the tars of a verification once, and shares their content with all threads. */
export async function shareCompressedTars(
  tasks: TaskRunner,
  { sets, archives }: Read,
  hooks: TaskHooks,
): Promise<void> {
  const files = sets.flatMap(({ tars = [] }) => tars.map(({ path }) => path));
  const wal = [...archives.map(({ path }) => path), ...sets.flatMap((set) => set.archives)];
  const paths = [...files, ...unreadTars(sets), ...wal];
  const tars = [...new Set(paths.flatMap((path) => splitAtTar(path).map(({ tar }) => tar)))];
  if (tars.length > 0) tasks.shareTars?.(await tasks.run('read-tars', { tars }, hooks));
}

/** Compressed tars that the scan did not read to their end: they may contain WAL of the sets. */
export function unreadTars(sets: readonly BackupSet[]): string[] {
  return sets.flatMap(({ findings }) =>
    findings.flatMap(({ code, file }) => (code === 'tar-not-read' && file !== undefined ? [file] : [])),
  );
}
