import assert from 'node:assert/strict';
import { appendFile, chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch';
import type { ConnectionSpec, SslMode } from '../../../src/postgres/connection/connectionSpec';
import { postgres } from '../../../src/postgres/entry';
import { Authority } from '../support/certificates';
import { connectionTo, isReason, noSignal } from '../support/connections';
import { giveToServer } from '../support/serverUser';
import { TestServer } from '../support/testServer';
import { availableMajors, newestMajor } from '../support/versions';

/** Users, as pg_hba.conf of the test knows them. */
const HBA = [
  'hostssl all encrypted 127.0.0.1/32 trust',
  'hostnossl all open 127.0.0.1/32 trust',
  'hostssl all certified 127.0.0.1/32 cert',
  'host all secret 127.0.0.1/32 scram-sha-256',
  'host all old_secret 127.0.0.1/32 md5',
  'host all postgres 127.0.0.1/32 trust',
  '',
].join('\n');

/** The oldest and the newest version, which differ most. */
for (const major of new Set([Math.min(...availableMajors()), newestMajor()])) {
  describe(`Connections to PostgreSQL ${String(major)} by TLS and password`, () => {
    let server: TestServer;
    let authority: Authority;
    let folder: string;
    let client: { readonly sslcert: string; readonly sslkey: string };

    before(async () => {
      folder = scratchFolder('tls');
      authority = await Authority.create(folder, 'Test Authority');
      const own = await authority.sign('server', 'database', 'DNS:localhost,DNS:db.example');
      const mine = await authority.sign('client', 'certified');
      client = { sslcert: mine.certificate, sslkey: mine.key };
      server = await TestServer.create(major);
      await server.stop();
      const inData = (name: string): string => join(server.dataDirectory, name);
      for (const [from, name] of [
        [own.certificate, 'server.crt'],
        [own.key, 'server.key'],
        [authority.certificate, 'root.crt'],
      ] as const) {
        await copyFile(from, inData(name));
        await chmod(inData(name), 0o600);
        giveToServer(inData(name));
      }
      await writeFile(inData('pg_hba.conf'), HBA);
      await appendFile(inData('postgresql.conf'), "password_encryption = 'scram-sha-256'\n");
      await server.start({ ssl: 'on', ssl_ca_file: 'root.crt' });
      for (const name of ['encrypted', 'open', 'certified']) await server.sql(`CREATE ROLE ${name} LOGIN`);
      await server.sql(`CREATE ROLE secret LOGIN PASSWORD 'p:a\\ss wörd'`);
      await server.sql(`SET password_encryption = 'md5'; CREATE ROLE old_secret LOGIN PASSWORD 'simple'`);
    });
    after(() => server.destroy());

    const facts = async (spec: Partial<ConnectionSpec>, password?: string): Promise<string> => {
      const connection = await connectionTo(server, spec, password);
      return (await postgres.readServerFacts(connection, noSignal())).user;
    };
    const tls = (sslmode: SslMode, more: Partial<ConnectionSpec> = {}): Partial<ConnectionSpec> => ({
      user: 'encrypted',
      sslmode,
      ...more,
    });

    it('use TLS or not as sslmode says', async () => {
      for (const sslmode of ['allow', 'prefer', 'require'] as const)
        assert.equal(await facts(tls(sslmode)), 'encrypted');
      await assert.rejects(facts(tls('disable')), isReason('authentication'));
      for (const sslmode of ['disable', 'allow', 'prefer'] as const) {
        assert.equal(await facts({ user: 'open', sslmode }), 'open');
      }
      await assert.rejects(facts({ user: 'open', sslmode: 'require' }), isReason('authentication'));
    });

    it('check the authority in verify-ca, and the name in verify-full only', async () => {
      const root = { sslrootcert: authority.certificate };
      assert.equal(await facts(tls('verify-ca', root)), 'encrypted');
      assert.equal(await facts(tls('verify-full', { ...root, host: 'localhost' })), 'encrypted');
      await assert.rejects(facts(tls('verify-full', root)), (error: Error) => {
        assert.match(error.message, /not for 127\.0\.0\.1/);
        return isReason('tls')(error);
      });
    });

    it('refuse another authority wherever one is given, and need one to verify', async () => {
      const other = join(folder, 'other');
      await mkdir(other);
      const foreign = await Authority.create(other, 'Somebody Else');
      for (const sslmode of ['require', 'verify-ca', 'verify-full'] as const) {
        const spec = tls(sslmode, { sslrootcert: foreign.certificate, host: 'localhost' });
        await assert.rejects(facts(spec), isReason('tls'), sslmode);
      }
      await assert.rejects(facts(tls('verify-ca')), isReason('configuration'));
      await assert.rejects(
        facts(tls('verify-ca', { sslrootcert: '/nonexistent/root' })),
        isReason('configuration'),
      );
    });

    it('show a client certificate', async () => {
      const certified = tls('require', { user: 'certified', ...client });
      assert.equal(await facts(certified), 'certified');
      await assert.rejects(facts(tls('require', { user: 'certified' })), isReason('authentication'));
      const open = join(folder, 'open.key');
      await writeFile(open, await readFile(client.sslkey), { mode: 0o644 });
      await assert.rejects(facts({ ...certified, sslkey: open }), isReason('configuration'));
    });

    it('hold a backup by TLS, or cancel its start', async () => {
      const root = { sslrootcert: authority.certificate, host: 'localhost', user: 'postgres' };
      const connection = await connectionTo(server, tls('verify-full', root));
      const running = await postgres.startBackup(
        connection,
        { mode: 'non-exclusive', label: 'by TLS', fast: true },
        noSignal(),
      );
      const result = await running.stop({ waitForArchive: true }, () => undefined, noSignal());
      assert.equal(result.archive, 'archived');
      await server.sql('CREATE TABLE notes AS SELECT generate_series(1, 50000) AS i');
      const abort = new AbortController();
      const onProgress = ({ kind }: { readonly kind: string }): void => {
        if (kind === 'checkpoint')
          setImmediate(() => {
            abort.abort();
          });
      };
      const spread = { mode: 'non-exclusive', label: 'by TLS', fast: false, onProgress } as const;
      await assert.rejects(postgres.startBackup(connection, spread, abort.signal), isReason('canceled'));
    });

    it('give the password, by SCRAM and by MD5', async () => {
      for (const sslmode of ['prefer', 'disable'] as const) {
        assert.equal(await facts({ user: 'secret', sslmode }, 'p:a\\ss wörd'), 'secret');
        assert.equal(await facts({ user: 'old_secret', sslmode }, 'simple'), 'old_secret');
      }
    });

    it('bind the password to the TLS connection where that is demanded, or send none', async () => {
      const bound = tls('require', { user: 'secret', channelBinding: 'require' });
      const password = 'p:a\\ss wörd';
      if (major >= 11) assert.equal(await facts(bound, password), 'secret');
      else await assert.rejects(facts(bound, password), /the server does not offer it/);
      assert.equal(await facts({ ...bound, channelBinding: 'disable' }, password), 'secret');
      await assert.rejects(facts({ ...bound, user: 'old_secret' }, 'simple'), /channel_binding=require/);
      await assert.rejects(
        facts({ ...bound, user: 'encrypted' }, 'x'),
        /the server accepted the connection without it/,
      );
      await assert.rejects(facts({ ...bound, sslmode: 'disable' }, password), /not encrypted/);
    });

    it('find it in the password file', async () => {
      const passfile = join(folder, 'pgpass');
      await writeFile(passfile, `127.0.0.1:*:*:secret:p\\:a\\\\ss wörd\n`, { mode: 0o600 });
      assert.equal(await facts({ user: 'secret', passfile }), 'secret');
      await chmod(passfile, 0o640);
      const connection = await connectionTo(server, { user: 'secret', passfile });
      assert.match(connection.notes[0] ?? '', /chmod 0600/);
      await assert.rejects(postgres.readServerFacts(connection, noSignal()), isReason('authentication'));
    });

    it('ask again after a wrong password, and end when nobody has another', async () => {
      const given = ['wrong', 'p:a\\ss wörd'];
      const asked: boolean[] = [];
      const spec = { name: 'x', host: '127.0.0.1', port: server.port, user: 'secret', database: 'postgres' };
      const connection = await postgres.resolveConnection(spec, {}, ({ rejected }) => {
        asked.push(rejected);
        return Promise.resolve(given[asked.length - 1]);
      });
      assert.equal((await postgres.readServerFacts(connection, noSignal())).user, 'secret');
      assert.deepEqual(asked, [false, true]);
      // The password that worked is remembered.
      await postgres.readServerFacts(connection, noSignal());
      assert.equal(asked.length, 2);
      await assert.rejects(facts({ user: 'secret' }, 'wrong'), isReason('authentication'));
      await assert.rejects(facts({ user: 'secret' }), isReason('authentication'));
      await assert.rejects(facts({ database: 'nowhere' }), isReason('configuration'));
      await assert.rejects(facts({ user: 'nobody_we_know' }), isReason('authentication'));
    });
  });
}
