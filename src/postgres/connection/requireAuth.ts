import type { RequiredAuthentication } from './connectionSpec';
import { configuration } from './settings';

/** Methods that libpq knows (fe-connect.c, pqConnectOptions2, from 16 on). */
const METHODS = ['password', 'md5', 'gss', 'sspi', 'scram-sha-256', 'oauth', 'none'];

/** Reads libpq's `require_auth`: names between commas, all of them with `!` or none. Throws `configuration`. */
export function requireAuthOf(text: string | undefined): RequiredAuthentication | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const parts = text.split(',').map((part) => part.trim());
  const negated = parts[0]?.startsWith('!') === true;
  const methods = parts.map((part) => part.replace(/^!/, ''));
  const mixed = parts.some((part) => part.startsWith('!') !== negated);
  const unknown = methods.find((method) => !METHODS.includes(method));
  if (mixed || unknown !== undefined) {
    throw configuration(
      mixed
        ? `require_auth “${text}” mixes methods with and without “!”.`
        : `“${unknown ?? ''}” in require_auth is not a way to authenticate.`,
      `Name methods between commas, all with “!” or none: ${METHODS.join(', ')}.`,
    );
  }
  return { negated, methods };
}
