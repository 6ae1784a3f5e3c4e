import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionSpec } from '../../../src/postgres/connection/connectionSpec';
import { resolveConnection } from '../../../src/postgres/connection/resolve';
import { PostgresError } from '../../../src/postgres/postgresError';
import { scratchFolder } from '../../support/scratch';

const never = new AbortController().signal;

describe('A connection', () => {
  let home: string;

  before(() => {
    home = scratchFolder('resolve');
  });

  const resolve = (spec: Partial<ConnectionSpec>, env: Record<string, string> = {}, asked?: string) =>
    resolveConnection({ name: 'test', ...spec }, { HOME: home, ...env }, () => Promise.resolve(asked));

  it('takes the spec before its service, the service before the environment, and that before defaults', async () => {
    await writeFile(join(home, '.pg_service.conf'), '[shop]\nhost=service\nport=5433\nuser=from_service\n');
    const env = { PGHOST: 'env', PGUSER: 'env', PGDATABASE: 'from_env', PGSERVICE: 'shop', PGPORT: '1' };
    const { target } = await resolve({ host: 'spec' }, env);
    assert.deepEqual(target.hosts, [{ host: 'spec', port: 5433 }]);
    assert.deepEqual([target.user, target.database, target.sslmode], ['from_service', 'from_env', 'prefer']);
    assert.equal(target.connectTimeoutSeconds, 10);
  });

  it('names its database after its user', async () => {
    assert.equal((await resolve({ user: 'dba' })).target.database, 'dba');
  });

  it('finds services where PGSERVICEFILE and PGSYSCONFDIR say', async () => {
    const own = join(home, 'own.conf');
    await writeFile(own, '[one]\nhost=one\n');
    await writeFile(join(home, 'pg_service.conf'), '[two]\nhost=two\n');
    const env = { PGSERVICEFILE: own, PGSYSCONFDIR: home };
    assert.equal((await resolve({ service: 'one' }, env)).target.hosts[0]?.host, 'one');
    assert.equal((await resolve({ service: 'two' }, env)).target.hosts[0]?.host, 'two');
    await assert.rejects(resolve({ service: 'three' }, env), isConfiguration(/not defined.*own\.conf/));
    await assert.rejects(
      resolve({ service: 'one' }, { PGSERVICEFILE: '/nonexistent' }),
      isConfiguration(/does not exist/),
    );
  });

  it('has several hosts, with a port for each or one for all', async () => {
    const { hosts } = (await resolve({ host: 'a,b' }, { PGPORT: '1,2' })).target;
    assert.deepEqual(hosts, [
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
    ]);
    assert.deepEqual((await resolve({ host: 'a,b', port: 7 })).target.hosts[1], { host: 'b', port: 7 });
    await assert.rejects(resolve({ host: 'a' }, { PGPORT: '1,2' }), isConfiguration(/differ in length/));
    const byAddress = (await resolve({ host: 'a' }, { PGHOSTADDR: '10.0.0.1' })).target.hosts;
    assert.deepEqual(byAddress, [{ host: 'a', address: '10.0.0.1', port: 5432 }]);
  });

  for (const [title, spec, env, message] of [
    ['port', {}, { PGPORT: 'x' }, /not a port/],
    ['sslmode', {}, { PGSSLMODE: 'sometimes' }, /not an sslmode/],
    ['timeout', {}, { PGCONNECT_TIMEOUT: 'soon' }, /not a connect timeout/],
    [
      'sslmode for the system’s authorities',
      { sslmode: 'require', sslrootcert: 'system' },
      {},
      /cannot be combined with/,
    ],
  ] as const) {
    it(`is refused with a wrong ${title}`, async () => {
      await assert.rejects(resolve(spec, env), isConfiguration(message));
    });
  }

  it('never waits for ever', async () => {
    const timeout = async (text: string) =>
      (await resolve({}, { PGCONNECT_TIMEOUT: text })).target.connectTimeoutSeconds;
    assert.deepEqual([await timeout('0'), await timeout('1'), await timeout('30')], [10, 2, 30]);
  });

  it('takes the password from PGPASSWORD, then from the password file, and asks last', async () => {
    const passfile = join(home, '.pgpass');
    await writeFile(passfile, 'localhost:5432:*:dba:by socket\ndb:*:*:dba:from file\n', { mode: 0o600 });
    const password = async (host: string, env: Record<string, string> = {}) => {
      const connection = await resolve({ host, user: 'dba' }, env, 'asked');
      return connection.password({ host, port: 5432 }, false, never);
    };
    assert.equal(await password('db', { PGPASSWORD: 'fixed' }), 'fixed');
    assert.equal(await password('db'), 'from file');
    assert.equal(await password('/var/run/postgresql'), 'by socket');
    assert.equal(await password('elsewhere'), 'asked');
    await chmod(passfile, 0o644);
    assert.equal(await password('db'), 'asked');
    assert.match((await resolve({ host: 'db' })).notes[0] ?? '', /others may read it/);
  });

  it('never shows its password', async () => {
    const connection = await resolve({ host: 'db', user: 'dba' }, { PGPASSWORD: 'topsecret' });
    const { inspect } = await import('node:util');
    assert.doesNotMatch(
      JSON.stringify(connection) + inspect(connection, { depth: 9, showHidden: true }),
      /topsecret/,
    );
  });
});

function isConfiguration(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof PostgresError, String(error));
    assert.equal(error.reason, 'configuration');
    assert.match(error.message, message);
    return true;
  };
}
