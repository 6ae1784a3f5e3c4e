/** Shorter ones occur in ordinary words; they are hidden only as separate words. */
const TELLING_LENGTH = 4;
const HIDDEN = '•••';

/**
 * `password=…`, `AWS_SECRET_ACCESS_KEY='…'`: the name of a secret, and its value in any quoting. A name is matched from
 * its beginning only: a hostile server sends megabytes, and this must not take quadratic time.
 */
const NAMED =
  /(?<![\w.-])((?=[\w.-]*(?:passw(?:or)?d|passphrase|secret|token))[\w.-]+\s*=\s*)('(?:[^']|'')*'?|"[^"]*"?|[^\s'"]+)/gi;
/** The password of an address: `postgresql://user:…@host`. */
const IN_ADDRESS = /(?<![a-z0-9+.-])([a-z0-9+.-]+:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/gi;

/**
 * A text of a server or of the system without the values of passwords: those that were sent to this server, which a
 * hostile one may repeat, and those that it contains by name.
 */
export function withoutSecrets(text: string, given: Iterable<string> = []): string {
  let clean = text;
  for (const secret of given) clean = hide(clean, secret);
  return clean.replaceAll(NAMED, `$1${HIDDEN}`).replaceAll(IN_ADDRESS, `$1${HIDDEN}`);
}

/** Removes the secrets from an error of the driver, wherever it quotes what the server sent, including its stack. */
export function hideSecretsIn(error: unknown, given: Iterable<string>): void {
  if (!(error instanceof Error)) return;
  const fields = error as Error & Record<string, unknown>;
  const secrets = [...given];
  for (const name of new Set(['message', 'stack', ...Object.keys(fields)])) {
    const value = fields[name];
    if (typeof value === 'string') fields[name] = withoutSecrets(value, secrets);
  }
}

function hide(text: string, secret: string): string {
  if (secret === '') return text;
  if (secret.length >= TELLING_LENGTH) return text.replaceAll(secret, () => HIDDEN);
  const alone = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(secret)}(?![\\p{L}\\p{N}])`, 'gu');
  return text.replaceAll(alone, () => HIDDEN);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
