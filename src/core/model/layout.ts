export type SetLayout =
  | 'data-directory'
  | 'label-file'
  | 'backup-history-file'
  | 'basebackup-tar'
  | 'standalone-tar'
  | 'barman'
  | 'pgbackrest'
  | 'wal-g'
  | 'pgmoneta'
  | 'pg_probackup';

export type ArchiveLayout = SetLayout | 'wal-directory' | 'pg-wal';
