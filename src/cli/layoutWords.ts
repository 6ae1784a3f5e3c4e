import type { ArchiveLayout } from '../core/catalog/model';

/** Names of tools stay as they are written. */
const WORDS: Partial<Record<ArchiveLayout, string>> = {
  'data-directory': 'data directory',
  'basebackup-tar': 'tars of pg_basebackup',
  'standalone-tar': 'data directory in a tar',
  'label-file': 'label file only',
  'backup-history-file': 'backup history file only',
  'wal-directory': 'WAL directory',
  'pg-wal': 'WAL directory of a data directory',
};

/** A layout as people call it. */
export function layoutWords(layout: ArchiveLayout): string {
  return WORDS[layout] ?? layout;
}
