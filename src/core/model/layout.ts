import { type Tool, isTool, toolName, toolOf } from '../formats/tools/backupTools';

/** A set in one or more tars. */
export type TarLayout = 'basebackup-tar' | 'standalone-tar';

/** How a set is stored. A tool's repository has the tool's name. */
export type SetLayout = 'data-directory' | 'label-file' | 'backup-history-file' | TarLayout | Tool;

/** How an archive is stored. */
export type ArchiveLayout = SetLayout | 'wal-directory' | 'pg-wal';

interface Stored<Layout> {
  readonly layout: Layout;
}

/** What is known of the layouts that are no tool's; `backupTools.ts` has those. */
const NAMES: Record<Exclude<ArchiveLayout, Tool>, string> = {
  'data-directory': 'data directory',
  'basebackup-tar': 'tars of pg_basebackup',
  'standalone-tar': 'data directory in a tar',
  'label-file': 'label file only',
  'backup-history-file': 'backup history file only',
  'wal-directory': 'WAL directory',
  'pg-wal': 'WAL directory of a data directory',
};

/** The name of a layout. */
export function layoutName(layout: ArchiveLayout): string {
  return isTool(layout) ? toolName(layout) : NAMES[layout];
}

/**
 * Whether an archive is a server's own WAL directory, or a copy of one, instead of an archive: only the server removes files
 * there, it keeps files ready for later, and no recovery of other sets reads it.
 */
export function isServerWal({ layout }: Stored<ArchiveLayout>): boolean {
  return layout === 'pg-wal';
}

/** Whether an archive is a directory that no tool manages. */
export function isPlainArchive({ layout }: Stored<ArchiveLayout>): boolean {
  return layout === 'wal-directory';
}

/** Whether only the backup label of a set was found. */
export function isLabelAlone({ layout }: Stored<SetLayout>): boolean {
  return layout === 'label-file';
}

/** Whether only the backup history file of a set was found. */
export function isHistoryAlone({ layout }: Stored<SetLayout>): boolean {
  return layout === 'backup-history-file';
}

/** Whether the data files of a set were not found, but only a file about it. */
export function isWithoutData(set: Stored<SetLayout>): boolean {
  return isLabelAlone(set) || isHistoryAlone(set);
}

/** Whether a set is one tar with a whole data directory, maybe among other files. */
export function isOneTar({ layout }: Stored<SetLayout>): boolean {
  return layout === 'standalone-tar';
}

/** Whether the data files of a set are in tars. */
export function isInTars(set: Stored<SetLayout>): boolean {
  return isOneTar(set) || set.layout === 'basebackup-tar';
}

/** Whether a set is a data directory as a server has it, with nothing that a tool or a tar brings when it is restored. */
export function isPlainDirectory({ layout }: Stored<SetLayout>): boolean {
  return layout === 'data-directory';
}

/** Whether tablespaces are beside the data directory, named by their OIDs: the tool makes their links when it restores. */
export function hasTablespacesBeside({ layout }: Stored<SetLayout>): boolean {
  return toolOf(layout)?.tablespacesByOid === true;
}
