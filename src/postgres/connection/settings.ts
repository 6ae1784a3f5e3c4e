import { userInfo } from 'node:os';
import { PostgresError } from '../postgresError';
import { type Environment, expandHome, readTextIfThere, serviceFiles } from './libpqFiles/clientFiles';
import type { ConnectionSpec } from './connectionSpec';
import { readService } from './libpqFiles/serviceFile';

/** libpq's keywords with the values that were found; the empty string counts as absent. */
export type Settings = ReadonlyMap<string, string>;

/** The keywords that are supported, and their variables (fe-connect.c, PQconninfoOptions). */
const VARIABLES: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  user: 'PGUSER',
  dbname: 'PGDATABASE',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  channel_binding: 'PGCHANNELBINDING',
  require_auth: 'PGREQUIREAUTH',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  options: 'PGOPTIONS',
};

/** Merges the values of the spec, its service and the environment, in this order. */
export async function gatherSettings(spec: ConnectionSpec, env: Environment): Promise<Settings> {
  const service = nonEmpty(spec.service) ?? nonEmpty(env['PGSERVICE']);
  const layers = [
    fromSpec(spec),
    service === undefined ? new Map<string, string>() : await fromService(service, env),
    fromEnvironment(env),
  ];
  const merged = new Map<string, string>();
  for (const layer of layers) {
    for (const [key, value] of layer) if (!merged.has(key) && value !== '') merged.set(key, value);
  }
  // PGREQUIRESSL is older than PGSSLMODE and still read (conninfo_add_defaults).
  if (!merged.has('sslmode') && env['PGREQUIRESSL']?.startsWith('1') === true)
    merged.set('sslmode', 'require');
  return merged;
}

function fromSpec(spec: ConnectionSpec): Settings {
  const values: Readonly<Record<string, string | number | undefined>> = {
    host: spec.host,
    hostaddr: spec.hostaddr,
    port: spec.port,
    user: spec.user,
    dbname: spec.database,
    sslmode: spec.sslmode,
    sslrootcert: spec.sslrootcert,
    sslcert: spec.sslcert,
    sslkey: spec.sslkey,
    channel_binding: spec.channelBinding,
    require_auth: spec.requireAuth,
    options: spec.options,
    passfile: spec.passfile,
    connect_timeout: spec.connectTimeoutSeconds,
  };
  return new Map(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

function fromEnvironment(env: Environment): Settings {
  return new Map(
    Object.entries(VARIABLES).flatMap(([key, name]) => (env[name] === undefined ? [] : [[key, env[name]]])),
  );
}

async function fromService(service: string, env: Environment): Promise<Settings> {
  const looked: string[] = [];
  for (const { path, required } of serviceFiles(env)) {
    looked.push(path);
    const text = await readTextIfThere(path, 'service file');
    if (text === undefined && required) {
      throw configuration(
        `The service file ${path} (PGSERVICEFILE) does not exist.`,
        'Correct PGSERVICEFILE.',
      );
    }
    const reading = readService(text ?? '', service);
    if (reading.kind === 'found') return reading.settings;
    if (reading.kind === 'malformed') {
      const place = `Line ${reading.line} of the service file ${path}`;
      throw configuration(`${place} cannot be used: ${reading.problem}.`, 'Correct that line.');
    }
  }
  throw configuration(
    `The service “${service}” is not defined. Searched files: ${looked.join(', ')}.`,
    `Add a section [${service}] to one of these files, or correct the name.`,
  );
}

/** Name of the user who runs this process, libpq's default for the role. */
export function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    throw configuration(
      'No user is configured, and the operating system does not provide a user name.',
      'Set the user of the connection.',
    );
  }
}

/** The path of a keyword with `~` replaced. */
export function pathOf(settings: Settings, key: string, env: Environment): string | undefined {
  const value = settings.get(key);
  return value === undefined ? undefined : expandHome(value, env);
}

export function configuration(message: string, remedy: string): PostgresError {
  return new PostgresError({ reason: 'configuration', message, remedy });
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
