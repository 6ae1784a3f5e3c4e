import type { ServerVersion } from '../facts/serverVersion';

/** A setting of the session that holds a backup. */
export interface SessionSetting {
  readonly text: string;
  /** Without it the server could end the session; the others are optional. */
  readonly needed: boolean;
}

/** Name, value, first version, whether it is needed. */
const SETTINGS: readonly (readonly [string, string, number, boolean])[] = [
  ['search_path', 'pg_catalog', 0, true],
  ['statement_timeout', '0', 0, true],
  ['lock_timeout', '0', 90300, true],
  ['idle_in_transaction_session_timeout', '0', 90600, true],
  ['idle_session_timeout', '0', 140000, true],
  ['transaction_timeout', '0', 170000, true],
  ['client_min_messages', 'notice', 0, false],
  // A server whose client has vanished ends the backup after a minute and a half.
  ['tcp_keepalives_idle', '30', 0, false],
  ['tcp_keepalives_interval', '10', 0, false],
  ['tcp_keepalives_count', '6', 0, false],
];

/** The settings before a backup is started. */
export function sessionSettings({ number }: ServerVersion): readonly SessionSetting[] {
  return SETTINGS.filter(([, , since]) => number >= since).map(([name, value, , needed]) => ({
    text: `SET ${name} TO ${value}`,
    needed,
  }));
}
