/** How often the records of other windows are checked, as long as there are any. */
export const BACKUP_LOST_POLL_MS = 5000;
