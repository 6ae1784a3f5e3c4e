import { CHANNEL_BINDINGS, SSL_MODES } from '../../core/backup/connectionChoices';
import { defaultPasswordFile, type Environment, passwordFileFlaw, userFile } from './libpqFiles/clientFiles';
import {
  type AskPassword,
  type ChannelBinding,
  type ConnectionSpec,
  type ConnectionTarget,
  type ResolvedConnection,
  type SslMode,
} from './connectionSpec';
import { endpointsOf } from './endpoints';
import { EndpointPasswords } from './endpointPasswords';
import { requireAuthOf } from './requireAuth';
import { configuration, gatherSettings, pathOf, type Settings, systemUser } from './settings';

const DEFAULT_TIMEOUT_SECONDS = 10;
/** According to libpq, less never works reliably. */
const LEAST_TIMEOUT_SECONDS = 2;

/** See `PostgresLayer.resolveConnection`. */
export async function resolveConnection(
  spec: ConnectionSpec,
  env: Environment,
  askPassword: AskPassword,
): Promise<ResolvedConnection> {
  const settings = await gatherSettings(spec, env);
  const target = targetOf(spec.name, settings, env);
  const file = pathOf(settings, 'passfile', env) ?? defaultPasswordFile(env);
  const fixed = settings.get('password');
  const flaw = fixed === undefined ? await passwordFileFlaw(file) : undefined;
  const passwords = new EndpointPasswords(target, {
    fixed,
    file: flaw === undefined ? file : undefined,
    askPassword,
  });
  return {
    target,
    notes: flaw === undefined ? [] : [flaw],
    password: (endpoint, rejected, signal) => passwords.get(endpoint, rejected, signal),
  };
}

function targetOf(name: string, settings: Settings, env: Environment): ConnectionTarget {
  const user = settings.get('user') ?? systemUser();
  const sslrootcert =
    settings.get('sslrootcert') === 'system' ? 'system' : pathOf(settings, 'sslrootcert', env);
  const options = settings.get('options');
  const requireAuth = requireAuthOf(settings.get('require_auth'));
  return {
    name,
    hosts: endpointsOf(settings),
    user,
    database: settings.get('dbname') ?? user,
    sslmode: sslModeOf(settings, sslrootcert),
    sslrootcert: sslrootcert ?? userFile('root.crt', env),
    sslcert: pathOf(settings, 'sslcert', env) ?? userFile('postgresql.crt', env),
    sslkey: pathOf(settings, 'sslkey', env) ?? userFile('postgresql.key', env),
    channelBinding: channelBindingOf(settings.get('channel_binding')),
    connectTimeoutSeconds: timeoutOf(settings.get('connect_timeout')),
    ...(requireAuth === undefined ? {} : { requireAuth }),
    ...(options === undefined ? {} : { options }),
  };
}

function sslModeOf(settings: Settings, sslrootcert: string | undefined): SslMode {
  const text = settings.get('sslmode');
  // With the system's authorities anyone can get a certificate, so libpq checks the name as well.
  if (sslrootcert === 'system') {
    if (text === undefined || text === 'verify-full') return 'verify-full';
    throw configuration(
      `sslrootcert=system cannot be combined with sslmode=${text}.`,
      'Use sslmode=verify-full with it.',
    );
  }
  const mode = SSL_MODES.find((one) => one === (text ?? 'prefer'));
  if (mode !== undefined) return mode;
  throw configuration(`“${text ?? ''}” is not an sslmode.`, `Use one of: ${SSL_MODES.join(', ')}.`);
}

function channelBindingOf(text = 'prefer'): ChannelBinding {
  const binding = CHANNEL_BINDINGS.find((one) => one === text);
  if (binding !== undefined) return binding;
  throw configuration(`“${text}” is not a channel_binding.`, `Use one of: ${CHANNEL_BINDINGS.join(', ')}.`);
}

function timeoutOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT_SECONDS;
  const seconds = Number(text);
  if (!Number.isInteger(seconds)) {
    throw configuration(`“${text}” is not a connect timeout.`, 'Specify whole seconds.');
  }
  // libpq waits indefinitely at 0 or less, which an editor must not do.
  return seconds <= 0 ? DEFAULT_TIMEOUT_SECONDS : Math.max(seconds, LEAST_TIMEOUT_SECONDS);
}
