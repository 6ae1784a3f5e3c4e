import { randomBytes } from 'node:crypto';

/** Name of sessions that hold a backup, followed by the backup's id, so that every window recognizes them. */
export const APPLICATION_PREFIX = 'pg-backup-inspector backup ';

/** All other sessions. */
export const APPLICATION_NAME = 'pg-backup-inspector';

/** Eight hexadecimal digits. */
export function newBackupId(): string {
  return randomBytes(4).toString('hex');
}
