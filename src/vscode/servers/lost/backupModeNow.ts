import type { BackupSeen, ServerFacts } from '../../../postgres/facts/serverFacts';
import { errorText } from '../../services/log';
import type { ServerServices } from '../serverServices';

/** Whether a server is still in the exclusive backup whose window or session was lost. */
export type BackupModeNow =
  /** It is: by label and start time, as far as both can be seen. */
  | { readonly kind: 'still' }
  /** It is in an exclusive backup that is not this one. */
  | { readonly kind: 'another'; readonly label?: string; readonly since?: string }
  /** It is in no exclusive backup. */
  | { readonly kind: 'ended' }
  /** The server could not be asked or does not say; why, as a sentence. */
  | { readonly kind: 'unknown'; readonly why: string };

/** What is known of the lost backup. */
export interface LostExclusive {
  readonly label: string;
  readonly connection: string;
  /** ISO 8601, by the server's clock. */
  readonly startTime: string;
  readonly systemIdentifier?: string;
}

/** Long enough for a running server, short enough for a user who is waiting. */
const ASK_LIMIT_MS = 8000;
/** The label has whole seconds and is written shortly before the start is complete. */
const SAME_START_MS = 5000;

/** Asks the server, without asking the user for anything: a warning must not depend on a password. */
export async function backupModeNow(
  { t, layer, connections, isTrusted }: ServerServices,
  lost: LostExclusive,
): Promise<BackupModeNow> {
  if (!isTrusted())
    return { kind: 'unknown', why: t('This folder is not trusted, so servers are not contacted.') };
  if (connections.find(lost.connection) === undefined)
    return { kind: 'unknown', why: t('The connection {0} is no longer configured.', lost.connection) };
  const limit = AbortSignal.timeout(ASK_LIMIT_MS);
  try {
    const connection = await connections.resolve(lost.connection, false);
    return judge(await (await layer()).readServerFacts(connection, limit), lost, t);
  } catch (error) {
    return { kind: 'unknown', why: limit.aborted ? t('The server does not answer.') : errorText(error) };
  }
}

function judge(facts: ServerFacts, lost: LostExclusive, t: ServerServices['t']): BackupModeNow {
  const { systemIdentifier, backups, privileges, version } = facts;
  const elsewhere =
    lost.systemIdentifier !== undefined &&
    systemIdentifier.known &&
    systemIdentifier.value !== lost.systemIdentifier;
  if (elsewhere)
    return { kind: 'unknown', why: t('The connection {0} now leads to another server.', lost.connection) };
  const seen = backups.find((backup) => backup.kind === 'exclusive');
  if (seen !== undefined) return isSame(seen, lost) ? { kind: 'still' } : another(seen);
  // Up to 9.2 there is no function for it, and only superusers can read the label.
  if (version.number < 90300 && !privileges.readFiles)
    return { kind: 'unknown', why: t('PostgreSQL {0} shows this only to superusers.', version.series) };
  return { kind: 'ended' };
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
