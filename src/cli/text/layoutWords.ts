import { isTool, toolName } from '../../core/catalog/tools/foundBackup';
import type { Tool } from '../../core/formats/tools/toolBackup';
import type { ArchiveLayout } from '../../core/model/layout';

const WORDS: Record<Exclude<ArchiveLayout, Tool>, string> = {
  'data-directory': 'data directory',
  'basebackup-tar': 'tars of pg_basebackup',
  'standalone-tar': 'data directory in a tar',
  'label-file': 'label file only',
  'backup-history-file': 'backup history file only',
  'wal-directory': 'WAL directory',
  'pg-wal': 'WAL directory of a data directory',
};

/** The name of a layout. */
export function layoutWords(layout: ArchiveLayout): string {
  return isTool(layout) ? toolName(layout) : WORDS[layout];
}
