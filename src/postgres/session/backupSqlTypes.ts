/** What the user is shown before it runs: the statements with their values as literals, in order. */
export interface BackupSql {
  /** Settings of the session, then the call that starts the backup. */
  readonly start: readonly string[];
  readonly stop: readonly string[];
  /** What ends the backup without a result; empty if ending the session does it. */
  readonly abort: readonly string[];
}
