import { CHANNEL_BINDINGS, SSL_MODES } from '../../core/backup/connectionChoices';
import type { ChannelBinding, ConnectionSpec, SslMode } from '../../postgres/connection/connectionSpec';

const TEXTS = [
  'host',
  'user',
  'database',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'service',
  'passfile',
] as const satisfies readonly (keyof ConnectionSpec)[];

export interface ParsedConnections {
  readonly connections: readonly ConnectionSpec[];
  /** What is wrong with the setting, a sentence each; such entries are left out. */
  readonly problems: readonly string[];
}

/** The connections of the setting. It is written by hand and may contain anything. */
export function parseConnections(value: unknown): ParsedConnections {
  const connections = new Map<string, ConnectionSpec>();
  const problems: string[] = [];
  for (const [index, entry] of (Array.isArray(value) ? value : []).entries()) {
    const parsed = parseConnection(entry);
    if (typeof parsed === 'string') problems.push(`connection ${index + 1}: ${parsed}`);
    else if (connections.has(parsed.name)) {
      problems.push(`connection ${index + 1}: the name "${parsed.name}" is taken by an earlier one`);
    } else connections.set(parsed.name, parsed);
  }
  return { connections: [...connections.values()], problems };
}

function parseConnection(entry: unknown): ConnectionSpec | string {
  if (typeof entry !== 'object' || entry === null) return 'not an object';
  const values = entry as Readonly<Record<string, unknown>>;
  const { name, port, sslmode, channelBinding, connectTimeoutSeconds } = values;
  if (typeof name !== 'string' || name.trim() === '') return 'it has no name';
  const wrong = TEXTS.find((key) => values[key] !== undefined && typeof values[key] !== 'string');
  if (wrong !== undefined) return `${wrong} is not a text`;
  if (port !== undefined && !isPort(port)) return 'port is not a number from 1 to 65535';
  if (sslmode !== undefined && !isSslMode(sslmode)) return `sslmode is none of ${SSL_MODES.join(', ')}`;
  if (channelBinding !== undefined && !isChannelBinding(channelBinding))
    return `channelBinding is none of ${CHANNEL_BINDINGS.join(', ')}`;
  const texts = TEXTS.flatMap((key) =>
    values[key] === undefined || values[key] === '' ? [] : [[key, values[key]]],
  );
  return {
    name,
    ...(Object.fromEntries(texts) as Partial<Record<(typeof TEXTS)[number], string>>),
    ...(port === undefined ? {} : { port }),
    ...(sslmode === undefined ? {} : { sslmode }),
    ...(channelBinding === undefined ? {} : { channelBinding }),
    ...(typeof connectTimeoutSeconds === 'number' ? { connectTimeoutSeconds } : {}),
  };
}

/** Whether a value is a TCP port. */
export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
}

function isSslMode(value: unknown): value is SslMode {
  return SSL_MODES.some((mode) => mode === value);
}

function isChannelBinding(value: unknown): value is ChannelBinding {
  return CHANNEL_BINDINGS.some((binding) => binding === value);
}
