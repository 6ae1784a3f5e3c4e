import { randomBytes } from 'node:crypto';

/** Sessions that hold a backup are named this and the backup's id, so that every window recognises them. */
export const APPLICATION_PREFIX = 'pg-backup-inspector backup ';

/** All other sessions. */
export const APPLICATION_NAME = 'pg-backup-inspector';

/** Eight hexadecimal digits. */
export function newBackupId(): string {
  return randomBytes(4).toString('hex');
}
