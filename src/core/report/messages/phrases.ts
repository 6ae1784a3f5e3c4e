import type { Args } from './args';

/**
 * The consequence of a fault in a segment: a set cannot be restored, and older backups cannot be recovered past it.
 * Another copy of the segment may be good, so the text is about this file only.
 */
export function recoveryStops(args: Args): string {
  if (!args.isError) return '';
  return args.concernsSet
    ? ' Recovery stops there, before the end of the backup: with this file the set cannot be restored.'
    : ' Recovery from any older backup ends there, and later changes are not recovered.';
}

/**
 * The consequence of a wrong size: a server does not treat such a file from restore_command as the end of WAL, but stops with
 * an error. In its own pg_wal it does.
 */
export function sizeRefused(args: Args): string {
  if (args.reason === 'own-wal')
    return ' In a server’s own WAL directory this is normal: recovery treats it as the end of the WAL. It is a fault only if a set needs this file.';
  const refused = ' If restore_command delivers such a file, the server stops with a FATAL error';
  if (!args.isError) return `${refused}.`;
  return args.concernsSet
    ? `${refused}: with it the set cannot be restored.`
    : `${refused}, so no older backup can be recovered past it.`;
}

export const NOTHING_TO_DO = 'No action is needed.';

const FETCH =
  'Get the segment from another copy of the WAL archive, from a standby or from the server itself. ' +
  'If no good copy is left, use another backup, and take';

export const FETCH_AGAIN = `${FETCH} a new one.`;

const ANOTHER_BACKUP = 'If there is none, use another backup.';

export const ANOTHER_COPY = `Take the file from another copy of this backup. ${ANOTHER_BACKUP}`;

export const ANOTHER_DIRECTORY = `Take the directory with its files from another copy of this backup. ${ANOTHER_BACKUP}`;

/** The remedy for a file that the server had not written yet; the setting depends on `version`. */
export function fetchWritten(version: number | undefined): string {
  return `${FETCH} the next one with archiving on or with a larger ${keepSetting(version)}.`;
}

/** The directory of the server's own WAL. */
export function walDirectory(version: number | undefined): string {
  if (version === undefined) return 'pg_wal (pg_xlog up to 9.6)';
  return version >= 100000 ? 'pg_wal' : 'pg_xlog';
}

/** The setting that makes a server keep WAL longer. */
function keepSetting(version: number | undefined): string {
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
  ENOENT: 'it no longer exists',
  ENOTDIR: 'a part of its path is not a directory',
  EISDIR: 'it is a directory',
  ELOOP: 'its links form a loop',
  ENXIO: 'it is a pipe, a socket or a device',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports a read error',
  EBUSY: 'another program is using it',
  ENAMETOOLONG: 'its path is too long',
  ESTALE: 'the network file system lost it',
  ETIMEDOUT: 'the network file system does not answer',
};

/** A system's error code in words. */
export function systemReason(code: string | undefined): string {
  if (code === undefined) return 'the operating system gave no reason';
  return SYSTEM_REASONS[code] ?? `the operating system reports ${code}`;
}
