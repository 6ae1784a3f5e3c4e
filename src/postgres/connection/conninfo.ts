import type { ChannelBinding, ConnectionSpec, SslMode } from './connectionSpec';
import { conninfoUri } from './conninfoUri';
import { configuration } from './settings';

/** libpq's keywords, and what they are here. */
const KEYS: Readonly<Record<string, keyof ConnectionSpec>> = {
  host: 'host',
  hostaddr: 'hostaddr',
  port: 'port',
  user: 'user',
  dbname: 'database',
  sslmode: 'sslmode',
  sslrootcert: 'sslrootcert',
  sslcert: 'sslcert',
  sslkey: 'sslkey',
  channel_binding: 'channelBinding',
  require_auth: 'requireAuth',
  options: 'options',
  service: 'service',
  passfile: 'passfile',
  connect_timeout: 'connectTimeoutSeconds',
};

/** Keywords that change nothing for this program: it has its own name, encoding and signs of life. */
const WITHOUT_EFFECT = new Set([
  'application_name',
  'fallback_application_name',
  'client_encoding',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'tcp_user_timeout',
  'sslcompression',
]);

const REMEDY = 'PostgreSQL’s manual has the form of connection strings in “Connection Strings” of libpq.';

/**
 * The connection that a libpq connection string means (`host=db1 dbname=postgres`, or `postgresql://db1/postgres`);
 * undefined for any other text. Throws `configuration` if it is malformed, or contains a password. No message repeats a
 * value: it may be a password in the wrong place. Not part of the layer: only the command line needs it, by `import()`.
 */
export function readConninfo(text: string): ConnectionSpec | undefined {
  const pairs = conninfoUri(text) ?? (text.includes('=') ? keywordPairs(text) : undefined);
  if (pairs === undefined) return undefined;
  const values = new Map<string, string>();
  // As in libpq, the last value of a keyword counts.
  for (const [key, value] of pairs) values.set(key, value);
  if (values.has('password') || values.has('sslpassword'))
    throw configuration(
      'The connection string contains a password, which other users of this machine can see.',
      'Put it into the password file (~/.pgpass), the service file or PGPASSWORD.',
    );
  return specOf(values);
}

function specOf(values: ReadonlyMap<string, string>): ConnectionSpec {
  const spec: Record<string, string | number> = {};
  for (const [key, value] of values) {
    const name = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (name === undefined && !WITHOUT_EFFECT.has(key))
      throw configuration(`“${key}” is not a connection parameter that is supported here.`, REMEDY);
    if (name !== undefined && value !== '') spec[name] = value;
  }
  const { sslmode, channelBinding, connectTimeoutSeconds, ...texts } = spec;
  return {
    name: nameOf(values),
    ...texts,
    // Resolving the connection refuses what libpq does not know.
    ...(sslmode === undefined ? {} : { sslmode: sslmode as SslMode }),
    ...(channelBinding === undefined ? {} : { channelBinding: channelBinding as ChannelBinding }),
    ...(connectTimeoutSeconds === undefined ? {} : { connectTimeoutSeconds: Number(connectTimeoutSeconds) }),
  };
}

/** A name to show: it has no part that could be secret. */
function nameOf(values: ReadonlyMap<string, string>): string {
  const service = values.get('service');
  const host = values.get('host') ?? values.get('hostaddr') ?? service ?? 'local server';
  const port = values.get('port');
  return port === undefined ? host : `${host}:${port}`;
}

/**
 * `key = value` pairs (`conninfo_parse` in fe-connect.c): blanks around “=” are allowed, a value with blanks is in single
 * quotes, and a backslash takes the next character as it is.
 */
function keywordPairs(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  const pattern =
    /\s*(?:([^\s=]+)\s*=\s*(?:'((?:[^'\\]|\\[^])*)'|((?:[^\s'\\]|\\[^])(?:[^\s\\]|\\[^])*)?)(?=\s|$)|$)/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw configuration('The connection string is malformed.', REMEDY);
    const [, key, quoted, plain] = match;
    if (key === undefined) break;
    pairs.push([key, (quoted ?? plain ?? '').replace(/\\([^])/g, '$1')]);
  }
  return pairs;
}
