import type { ConnectionSpec } from '../../../postgres/connection/connectionSpec';

/** Where a connection leads, in one line, from the setting alone. */
export function connectionAddress(spec: ConnectionSpec): string {
  const { host, port, service } = spec;
  const where = host === undefined ? undefined : port === undefined ? host : `${host}:${port}`;
  if (service !== undefined)
    return where === undefined ? `service ${service}` : `service ${service}, ${where}`;
  return where ?? 'PGHOST';
}
