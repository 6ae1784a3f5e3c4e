import { signatureOf, startAndStop } from './privileges';
import type { ServerFacts } from './serverFacts';

/** The statement, or other advice, that allows a role to start backups. */
export function grantToStart({ version: { number }, user }: Pick<ServerFacts, 'version' | 'user'>): string {
  if (number < 90600) return `As a superuser: ALTER ROLE ${quoteName(user)} REPLICATION;`;
  const [start, stop] = startAndStop(number);
  const functions = `${signatureOf(start, number)}, ${signatureOf(stop, number)}`;
  // GRANT accepts a list of functions from 10 on.
  const grant = (what: string): string => `GRANT EXECUTE ON FUNCTION ${what} TO ${quoteName(user)};`;
  return number >= 100000
    ? `As a superuser: ${grant(functions)}`
    : `As a superuser: ${grant(signatureOf(start, number))} ${grant(signatureOf(stop, number))}`;
}

/** The statement, or other advice, that allows a role to read the server's files. */
export function grantToRead({ version: { number }, user }: Pick<ServerFacts, 'version' | 'user'>): string {
  if (number < 110000)
    return 'Connect as a superuser: up to 10, only superusers may read files of the server.';
  const signature = signatureOf('pg_read_binary_file', number);
  return `As a superuser: GRANT EXECUTE ON FUNCTION ${signature} TO ${quoteName(user)}; GRANT pg_monitor TO ${quoteName(user)};`;
}

function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
