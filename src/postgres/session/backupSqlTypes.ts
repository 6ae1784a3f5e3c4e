/** The statements with their values as literals, in order, which the user sees before they run. */
export interface BackupSql {
  /** Settings of the session, then the call that starts the backup. */
  readonly start: readonly string[];
  readonly stop: readonly string[];
  /** The statements that end the backup without a result; empty if ending the session does it. */
  readonly abort: readonly string[];
}
