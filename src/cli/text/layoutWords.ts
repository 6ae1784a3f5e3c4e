import type { ArchiveLayout } from '../../core/model/layout';

/** Layouts not listed here are names of tools. */
const WORDS: Partial<Record<ArchiveLayout, string>> = {
  'data-directory': 'data directory',
  'basebackup-tar': 'tars of pg_basebackup',
  'standalone-tar': 'data directory in a tar',
  'label-file': 'label file only',
  'backup-history-file': 'backup history file only',
  'wal-directory': 'WAL directory',
  barman: 'Barman',
  pgbackrest: 'pgBackRest',
  'wal-g': 'WAL-G',
  'pg-wal': 'WAL directory of a data directory',
};

/** The name of a layout. */
export function layoutWords(layout: ArchiveLayout): string {
  return WORDS[layout] ?? layout;
}

const TOOLS: ReadonlySet<string> = new Set<ArchiveLayout>([
  'barman',
  'pgbackrest',
  'wal-g',
  'pgmoneta',
  'pg_probackup',
]);

/** Whether the layout is that of a backup tool's repository. */
export function isToolLayout(layout: ArchiveLayout): boolean {
  return TOOLS.has(layout);
}
