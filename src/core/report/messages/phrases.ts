import type { Args } from './args';

/** What a fault in a segment costs: a set its restorability, an archive all that lies behind. */
export function recoveryStops(args: Args): string {
  if (!args.isError) return '';
  return args.concernsSet
    ? ' Recovery would stop there, before the end of the backup, so this set cannot be restored.'
    : ' Recovery would stop there; nothing behind it can be reached.';
}

export const FETCH_AGAIN =
  'Take the segment from another copy of the WAL archive, from a standby or from the server itself. ' +
  'If no good copy is left, take the backup again.';

export const ANOTHER_COPY =
  'Take the file from another copy of this backup. If there is none, take the backup again.';

/** The directory of the server's own WAL. */
export function walDirectory(version: number | undefined): string {
  if (version === undefined) return 'pg_wal (pg_xlog up to 9.6)';
  return version >= 100000 ? 'pg_wal' : 'pg_xlog';
}

/** The setting that makes a server keep WAL longer. */
export function keepSetting(version: number | undefined): string {
  if (version === undefined) return 'wal_keep_size (wal_keep_segments up to 12)';
  return version >= 130000 ? 'wal_keep_size' : 'wal_keep_segments';
}

/** The function that ends a backup. */
export function stopFunction(version: number | undefined): string {
  if (version === undefined) return 'pg_backup_stop() (pg_stop_backup() up to 14)';
  return version >= 150000 ? 'pg_backup_stop()' : 'pg_stop_backup()';
}

const SYSTEM_REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is no longer there',
  ENOTDIR: 'a part of its path is not a directory',
  EISDIR: 'it is a directory',
  ELOOP: 'its links lead in a circle',
  ENXIO: 'it is a pipe, a socket or a device',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports a read error',
  EBUSY: 'another program holds it',
  ENAMETOOLONG: 'its path is too long',
  ESTALE: 'the network file system lost it',
  ETIMEDOUT: 'the network file system does not answer',
};

/** A system's error code in words. */
export function systemReason(code: string | undefined): string {
  if (code === undefined) return 'the system gave no reason';
  return SYSTEM_REASONS[code] ?? `the system says ${code}`;
}
