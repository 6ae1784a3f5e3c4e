import assert from 'node:assert/strict';
import type { ConnectionSpec, ResolvedConnection } from '../../../src/postgres/connection/connectionSpec';
import { resolveConnection } from '../../../src/postgres/connection/resolve';
import { PostgresError } from '../../../src/postgres/postgresError';
import type { PostgresErrorReason } from '../../../src/postgres/postgresError';
import type { TestServer } from './testServer';

/** A connection as the extension would make it, independent of this machine's environment and without a password. */
export function connectionTo(
  server: Pick<TestServer, 'port'>,
  spec: Partial<ConnectionSpec> = {},
  password?: string,
): Promise<ResolvedConnection> {
  const whole = {
    name: 'test',
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    database: 'postgres',
  };
  const env = { HOME: '/nonexistent' };
  return resolveConnection({ sslmode: 'disable', ...whole, ...spec }, env, () => Promise.resolve(password));
}

/** A signal that is never aborted. */
export function noSignal(): AbortSignal {
  return new AbortController().signal;
}

/** For `assert.rejects`: one of our errors, with this reason. */
export function isReason(reason: PostgresErrorReason): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof PostgresError, String(error));
    assert.equal(error.reason, reason, error.message);
    return true;
  };
}
