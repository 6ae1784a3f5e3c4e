import assert from 'node:assert/strict';
import {
  cpSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  chmodSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CheckItem } from '../../../src/core/restore/monitor/checkItem';
import { temporaryFolder } from '../io/temporary';
import { type OldArchiving, OldServer, type OldServerOptions } from '../postgres/support/oldServer';
import { ScriptedServer } from '../postgres/support/scriptedServer';
import { fixture } from '../support/fixtures';
import { command, type Result } from './console';

interface ServerJson {
  readonly systemIdentifier: string | null;
  readonly archiveLag: string | null;
  readonly archived: { readonly claimed: number; readonly missing: { first: string }[] } | null;
  readonly notRead: { what: string; why: string }[];
}

interface CheckJson {
  readonly state: string;
  readonly exitCode: number;
  readonly items: CheckItem[];
  readonly server?: ServerJson;
}

/**
 * An archive of timeline 2 that a real server wrote, and what that server would say: timeline 2 forked off in segment 8 (9 in 9.2), and
 * A was the last that it archived (B in 9.2).
 */
const WORLDS = {
  '9.2': {
    version: 90224,
    id: '7710760440481439724',
    first: '000000020000000000000009',
    last: '00000002000000000000000B',
    next: '00000002000000000000000C',
    position: '0/C000100',
  },
  '9.6': {
    version: 90624,
    id: '7710764336856243846',
    first: '000000020000000000000008',
    last: '00000002000000000000000A',
    next: '00000002000000000000000B',
    position: '0/B000100',
  },
} as const;

for (const series of ['9.2', '9.6'] as const) {
  const world = WORLDS[series];

  describe(`check with a scripted server of ${series}`, () => {
    const folder = temporaryFolder();
    let root = '';
    let archive = '';
    let server: ScriptedServer | undefined;

    beforeEach(async () => {
      root = join(folder.path, 'backups');
      cpSync(`${await fixture(series)}/B-pitr-archive`, root, { recursive: true });
      archive = join(root, 'archive');
      for (const name of readdirSync(archive)) chmodSync(join(archive, name), 0o600);
    });
    afterEach(async () => {
      await server?.stop();
      server = undefined;
      rmSync(root, { recursive: true, force: true });
    });

    async function check(
      says: OldArchiving,
      args: readonly string[] = [],
      more: Partial<OldServerOptions> = {},
    ): Promise<Result> {
      const archiving: OldArchiving = {
        systemIdentifier: world.id,
        position: [world.position, world.next],
        marks: [`${world.first}.done`, `${world.last}.done`, '00000002.history.done', `${world.next}.ready`],
        lastArchived: world.last,
        ...says,
      };
      const old = new OldServer({ version: world.version, archiving, ...more });
      server = await ScriptedServer.start(old.script);
      const conninfo = `host=127.0.0.1 port=${String(server.port)} user=dba dbname=postgres`;
      return command(['check', '--level', 'headers', '--connection', conninfo, ...args, root]);
    }

    async function checkJson(...args: Parameters<typeof check>): Promise<CheckJson> {
      const [says, options = [], more] = args;
      const { out, code } = await check(says, [...options, '--json'], more);
      const json = JSON.parse(out) as CheckJson;
      assert.equal(json.exitCode, code);
      return json;
    }

    const itemOf = ({ items }: CheckJson, name: CheckItem['name']): CheckItem | undefined =>
      items.find((item) => item.name === name);

    it('finds everything in the archive that the server calls archived', async () => {
      const json = await checkJson({});
      assert.deepEqual(itemOf(json, 'archived')?.state, 'ok', JSON.stringify(json, null, 1));
      assert.equal(json.server?.archived?.claimed, 3);
      assert.equal(itemOf(json, 'ready')?.value, 1);
      assert.deepEqual([itemOf(json, 'archive-lag')?.value, json.server.archiveLag], [256, '256']);
    });

    it('finds the silent gap: a file that is not there', async () => {
      rmSync(join(archive, world.last));
      const json = await checkJson({});
      assert.equal(json.state, 'critical');
      assert.match(
        itemOf(json, 'archived')?.message ?? '',
        new RegExp(`calls ${world.last} archived, but no archive has it`),
      );
      assert.deepEqual(
        json.server?.archived?.missing.map(({ first }) => first),
        [world.last],
      );
    });

    it('finds a gap between the fork and the last file, although nothing names it', async () => {
      const middle = readdirSync(archive).find((name) => name > world.first && name < world.last) ?? '';
      rmSync(join(archive, middle));
      const json = await checkJson({});
      assert.match(itemOf(json, 'archived')?.message ?? '', new RegExp(`no archive has ${middle}, and`));
      // Where the history is there too, the lag begins at the gap.
      assert.ok((itemOf(json, 'archive-lag')?.value ?? 0) > 256);
    });

    it('finds a file that is not what its name says', async () => {
      const path = join(archive, world.last);
      truncateSync(path, 8192);
      const cut = await checkJson({});
      assert.match(itemOf(cut, 'archived')?.message ?? '', /\(truncated-segment\)/);
      copyFileSync(join(archive, world.first), path);
      const other = await checkJson({});
      assert.match(itemOf(other, 'archived')?.message ?? '', /\(recycled-segment\)/);
      assert.equal(other.state, 'critical');
    });

    it('finds an archive that is another server’s', async () => {
      const json = await checkJson({ systemIdentifier: '42' });
      assert.equal(itemOf(json, 'server')?.state, 'critical');
      assert.match(itemOf(json, 'server')?.message ?? '', /no backup set or archive here is of this server/);
      assert.equal(itemOf(json, 'archived')?.state, 'critical');
    });

    it('finds the timeline history missing', async () => {
      renameSync(join(archive, '00000002.history'), join(folder.path, '00000002.history'));
      const json = await checkJson({});
      assert.match(itemOf(json, 'archived')?.message ?? '', /calls 00000002\.history archived/);
    });

    it('holds thresholds, and refuses them without a connection', async () => {
      const slots = [['standby', 'physical', 'f', '0/2000000']] as const;
      const options = ['--max-ready', '0', '--max-archive-lag', '1MB', '--max-slot-wal', '16MB'];
      const json = await checkJson({ slots }, options);
      assert.deepEqual(
        [itemOf(json, 'ready')?.state, itemOf(json, 'archive-lag')?.state],
        ['critical', 'ok'],
      );
      assert.equal(itemOf(json, 'slots')?.state, series === '9.6' ? 'critical' : 'unknown');
      const refused = await command(['check', '/a', '--max-ready', '1']);
      assert.equal(refused.code, 3);
      assert.match(refused.err, /--max-ready needs --connection/);
    });

    it('says what a role without rights, or the version, does not show', async () => {
      const json = await checkJson({}, [], { role: 'nobody' });
      const hidden = json.server?.notRead.map(({ what }) => what) ?? [];
      assert.ok(hidden.includes('archive_status'));
      assert.equal(hidden.includes('the system identifier'), series === '9.2');
      assert.equal(hidden.includes('the replication slots'), series === '9.2');
      assert.equal(itemOf(json, 'ready'), undefined);
      // pg_stat_archiver is open to everyone, and came with 9.4.
      assert.equal(itemOf(json, 'archived')?.state, series === '9.6' ? 'ok' : 'unknown');
      const { out } = await check({}, [], { role: 'nobody' });
      assert.match(out, /^NOT READ: archive_status: only superusers may call pg_ls_dir in this version$/m);
    });

    it('reports what archives nothing, and what fails', async () => {
      const off = await checkJson({}, [], { settings: { archive_mode: ['off', ''] } });
      assert.equal(itemOf(off, 'archiver')?.state, 'warning');
      assert.equal(itemOf(off, 'archived'), undefined);
      const standby = await checkJson({}, [], { standby: true });
      assert.match(itemOf(standby, 'archiver')?.message ?? '', /the standby does not archive/);
      if (series === '9.2') return;
      const failing = await checkJson({ failed: [world.next, '2026-01-02T03:02:00.000Z'] });
      assert.equal(itemOf(failing, 'archiver')?.state, 'critical');
      assert.match(
        itemOf(failing, 'archiver')?.message ?? '',
        new RegExp(`archiving fails: last attempt 2 min 6 s ago, of ${world.next}`),
      );
    });

    it('says the same in every format', async () => {
      rmSync(join(archive, world.last));
      const formats = ['text', 'nagios', 'markdown', 'junit', 'sarif', 'prometheus', 'json'] as const;
      for (const format of formats) {
        const { out, code, err } = await check({}, ['--format', format]);
        assert.deepEqual([code, err], [2, ''], format);
        assert.match(
          out,
          format === 'prometheus'
            ? /^pg_backup_archived_files_missing\{system_identifier="\d+"\} 1$/m
            : new RegExp(world.last),
          format,
        );
        await server?.stop();
      }
      server = undefined;
    });
  });
}

describe('check --connection', () => {
  const folder = temporaryFolder();
  const check = (connection: string, environment: Record<string, string> = {}): Promise<Result> =>
    command(['check', '--level', 'names', '--connection', connection, folder.path], undefined, {
      environment: { HOME: folder.path, ...environment },
    });

  it('keeps the labels of the performance data if the server cannot be reached', async () => {
    const root = `${await fixture('9.6')}/B-pitr-archive`;
    const line = ['check', '--level', 'headers', root];
    const labels = async (...more: readonly string[]): Promise<string[]> => {
      const { out } = await command([...line, ...more]);
      return out.match(/'\w+'(?==)/g) ?? [];
    };
    const usual = await labels();
    assert.ok(usual.includes("'backup_age'"));
    assert.deepEqual(await labels('--connection', 'host=127.0.0.1 port=1 user=dba'), usual);
  });

  it('is UNKNOWN if the server cannot be reached, and still checks the backups', async () => {
    const { code, out } = await check('host=127.0.0.1 port=1 user=dba');
    assert.equal(code, 3);
    assert.match(out, /^UNKNOWN: server 127\.0\.0\.1:1 could not be asked: /m);
    assert.match(out, /^UNKNOWN: no backup set was found$/m);
  });

  it('refuses a password without repeating it', async () => {
    for (const text of ['host=a password=s3cret', 'postgresql://dba:s3cret@a/b']) {
      const { code, out, err } = await check(text);
      assert.deepEqual([code, out], [3, '']);
      assert.match(err, /contains a password/);
      assert.doesNotMatch(err, /s3cret/);
    }
  });

  it('takes the name of a service, and says where it looked for it', async () => {
    writeFileSync(
      join(folder.path, '.pg_service.conf'),
      '[prod]\nhost=127.0.0.1\nport=1\nuser=dba\npassword=s3cret\n',
    );
    const found = await check('prod');
    assert.match(found.out, /server prod could not be asked: No server listens at 127\.0\.0\.1, port 1/);
    assert.doesNotMatch(found.out + found.err, /s3cret/);
    const absent = await check('dev');
    assert.deepEqual([absent.code, absent.out], [3, '']);
    assert.match(absent.err, /The service “dev” is not defined\. Searched files: /);
    assert.match(absent.err, /settings of VS Code have no connection with this name/);
  });

  it('takes the name of a connection from the user settings of the editor', async () => {
    const user = join(folder.path, 'settings', 'Code', 'User');
    mkdirSync(user, { recursive: true });
    writeFileSync(
      join(user, 'settings.json'),
      '{ // by hand, see https://x\n /* , } */ "a": "/*,}",\n "pgBackupInspector.connections": [{ "name": "mine", "host": "127.0.0.1", "port": 1, "user": "dba" },], }',
    );
    const there = { XDG_CONFIG_HOME: join(folder.path, 'settings'), APPDATA: join(folder.path, 'settings') };
    if (process.platform !== 'darwin')
      assert.match(
        (await check('mine', there)).out,
        /server mine could not be asked: No server listens at 127\.0\.0\.1, port 1/,
      );
  });

  it('is refused where there is nothing to compare', async () => {
    const { code, err } = await command(['list', folder.path, '--connection', 'x']);
    assert.equal(code, 2);
    assert.match(err, /“list” does not support --connection/);
  });
});
