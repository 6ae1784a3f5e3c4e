import assert from 'node:assert/strict';
import { readConninfo } from '../../../src/postgres/connection/conninfo';
import { resolveConnection } from '../../../src/postgres/connection/resolve';
import { PostgresError } from '../../../src/postgres/postgresError';

/** The values without the name. */
function valuesOf(text: string): Record<string, unknown> | undefined {
  const spec = readConninfo(text);
  if (spec === undefined) return undefined;
  const { name, ...values } = spec;
  assert.ok(name !== '');
  return values;
}

describe('connection strings', () => {
  const good: [text: string, values: Record<string, unknown> | undefined][] = [
    [
      'host=db1 port=5433 user=monitor dbname=postgres',
      { host: 'db1', port: '5433', user: 'monitor', database: 'postgres' },
    ],
    ["  host = 'db 1'  user='o\\'hara' ", { host: 'db 1', user: "o'hara" }],
    ['user=a\\ b', { user: 'a b' }],
    ['host= user=x', { host: 'user=x' }],
    ['service=prod connect_timeout=5', { service: 'prod', connectTimeoutSeconds: 5 }],
    ['application_name=x host=a', { host: 'a' }],
    ['host=a host=b', { host: 'b' }],
    [
      'postgresql://monitor@db1:5433/postgres',
      { user: 'monitor', host: 'db1', port: '5433', database: 'postgres' },
    ],
    ['postgres://db1', { host: 'db1' }],
    ['postgresql://', {}],
    ['postgresql:///mydb?host=/tmp&sslmode=require', { database: 'mydb', host: '/tmp', sslmode: 'require' }],
    ['postgresql://[::1]:5433,db2:5434/x', { host: '::1,db2', port: '5433,5434', database: 'x' }],
    ['postgresql://%2Ftmp/x', { host: '/tmp', database: 'x' }],
    ['postgresql://a/b?ssl=true', { host: 'a', database: 'b', sslmode: 'require' }],
    ['production', undefined],
  ];
  for (const [text, values] of good) {
    it(`are read as libpq reads them: ${text}`, () => {
      assert.deepEqual(valuesOf(text), values);
    });
  }

  const bad: [text: string, reason: RegExp][] = [
    ['host=a password=s3cret', /contains a password/],
    ['postgresql://u:s3cret@db1/x', /contains a password/],
    ['postgresql://u:@db1/x', /contains a password/],
    ['postgresql://db1/x?password=s3cret', /contains a password/],
    ["host='s3cret", /malformed/],
    ['host=a s3cret', /malformed/],
    ['=s3cret', /malformed/],
    ['postgresql://db1/%zz', /malformed/],
    ['postgresql://u:s3/cret@db1/x', /malformed|contains a password/],
    ['postgresql://db1/x?s3cret', /malformed/],
    ['hots=db1', /“hots” is not a connection parameter/],
    ['host=a __proto__=b', /“__proto__” is not/],
  ];
  for (const [text, reason] of bad) {
    it(`are refused without repeating a value: ${text}`, () => {
      assert.throws(
        () => readConninfo(text),
        (error) => {
          assert.ok(error instanceof PostgresError);
          assert.equal(error.reason, 'configuration');
          assert.match(error.message, reason);
          assert.doesNotMatch(error.message + error.remedy, /s3cret/);
          return true;
        },
      );
    });
  }

  it('lead to the same target as libpq’s variables', async () => {
    const spec = readConninfo(
      'postgresql://monitor@db1,db2:5434/backups?options=-c%20a%3Db&require_auth=none',
    );
    assert.ok(spec);
    const { target } = await resolveConnection(spec, { HOME: '/nonexistent', PGPORT: '1' }, () =>
      Promise.resolve(undefined),
    );
    assert.deepEqual(target.hosts, [
      { host: 'db1', port: 5432 },
      { host: 'db2', port: 5434 },
    ]);
    assert.deepEqual([target.user, target.database, target.options], ['monitor', 'backups', '-c a=b']);
    assert.deepEqual(target.requireAuth, { negated: false, methods: ['none'] });
  });
});
