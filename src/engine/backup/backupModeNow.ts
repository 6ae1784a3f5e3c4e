import type { BackupSeen, ServerFacts } from '../../postgres/facts/serverFacts';

/** Why it is unknown whether a server is still in backup mode. */
export type WhyUnknown =
  | { readonly kind: 'not-trusted' | 'no-answer' }
  | { readonly kind: 'not-configured' | 'another-server'; readonly connection: string }
  | { readonly kind: 'superusers-only'; readonly series: string }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Whether a server is still in the exclusive backup whose window or session was lost. */
export type BackupModeNow =
  /** It is: by label and start time, as far as both can be seen. */
  | { readonly kind: 'still' }
  /** It is in an exclusive backup that is not this one. */
  | { readonly kind: 'another'; readonly label?: string; readonly since?: string }
  /** It is in no exclusive backup. */
  | { readonly kind: 'ended' }
  /** The server was not asked, or does not say. */
  | { readonly kind: 'unknown'; readonly why?: WhyUnknown };

/** What is known of the lost backup. */
export interface LostExclusive {
  readonly label: string;
  readonly connection: string;
  /** ISO 8601, by the server's clock. */
  readonly startTime: string;
  readonly systemIdentifier?: string;
}

/** How servers are asked. */
export interface ServersAsked {
  /** Whether the workspace is trusted; otherwise nothing connects. */
  isTrusted(): boolean;
  isConfigured(connection: string): boolean;
  /** Never asks the user for anything: a warning must not depend on a password. */
  factsOf(connection: string, signal: AbortSignal): Promise<ServerFacts>;
}

/** Long enough for a running server, short enough for a user who must know soon. */
const ASK_LIMIT_MS = 8000;
/** The label has whole seconds and is written shortly before the start is complete. */
const SAME_START_MS = 5000;
/** The first version with a function that shows whether an exclusive backup is running. */
const TELLS_EVERYONE = 90300;

/** Asks the server of a lost exclusive backup whether it is still in it. */
export async function backupModeNow(servers: ServersAsked, lost: LostExclusive): Promise<BackupModeNow> {
  const { connection } = lost;
  if (!servers.isTrusted()) return unknown({ kind: 'not-trusted' });
  if (!servers.isConfigured(connection)) return unknown({ kind: 'not-configured', connection });
  const limit = AbortSignal.timeout(ASK_LIMIT_MS);
  try {
    return modeOf(await servers.factsOf(connection, limit), lost);
  } catch (error) {
    return unknown(limit.aborted ? { kind: 'no-answer' } : { kind: 'failed', error });
  }
}

function modeOf(facts: ServerFacts, lost: LostExclusive): BackupModeNow {
  const { systemIdentifier, backups, privileges, version } = facts;
  const elsewhere =
    lost.systemIdentifier !== undefined &&
    systemIdentifier.known &&
    systemIdentifier.value !== lost.systemIdentifier;
  if (elsewhere) return unknown({ kind: 'another-server', connection: lost.connection });
  const seen = backups.find((backup) => backup.kind === 'exclusive');
  if (seen !== undefined) return isSame(seen, lost) ? { kind: 'still' } : another(seen);
  // Before, only superusers can read the label.
  if (version.number < TELLS_EVERYONE && !privileges.readFiles)
    return unknown({ kind: 'superusers-only', series: version.series });
  return { kind: 'ended' };
}

function unknown(why: WhyUnknown): BackupModeNow {
  return { kind: 'unknown', why };
}

type Exclusive = Extract<BackupSeen, { kind: 'exclusive' }>;

function isSame({ label, startTime }: Exclusive, lost: LostExclusive): boolean {
  if (label !== undefined && label !== lost.label) return false;
  if (startTime === undefined) return true;
  return Math.abs(Date.parse(startTime) - Date.parse(lost.startTime)) < SAME_START_MS;
}

function another({ label, startTime }: Exclusive): BackupModeNow {
  return {
    kind: 'another',
    ...(label === undefined ? {} : { label }),
    ...(startTime === undefined ? {} : { since: startTime }),
  };
}
