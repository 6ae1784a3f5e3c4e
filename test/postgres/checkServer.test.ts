import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckItem } from '../../src/core/restore/monitor/checkItem';
import { PATIENCE_MS } from '../support/patience';
import { scratchFolder } from '../support/scratch';
import { command } from '../unit/cli/console';
import { lowLevelBackup } from './support/lowLevelBackup';
import { giveToServer } from './support/serverUser';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';

interface CheckJson {
  readonly state: string;
  readonly items: readonly CheckItem[];
  readonly server: {
    readonly systemIdentifier: string;
    readonly timeline: number;
    readonly lastArchived: { readonly name: string } | null;
    readonly notRead: readonly { readonly what: string; readonly why: string }[];
  };
}

/** What a server does with a segment, as shell commands; `$1` is its path and `$2` its name. */
const WAYS = {
  good: (archive: string) => `cp "$1" "${archive}/$2"`,
  nowhere: () => 'true',
  cut: (archive: string) => `head -c 8192 "$1" > "${archive}/$2"`,
  wrong: (archive: string) =>
    `cp "${archive}/$(ls "${archive}" | grep -E '^[0-9A-F]{24}$' | head -1)" "${archive}/$2"`,
  failing: () => 'false',
};

for (const major of availableMajors()) {
  describe(`check with a server of PostgreSQL ${String(major)}`, () => {
    let server: TestServer;
    let home = '';
    let archive = '';
    let elsewhere = '';

    before(async () => {
      home = scratchFolder(`check${String(major)}`);
      archive = join(home, 'archive');
      elsewhere = join(home, 'elsewhere');
      for (const folder of [archive, elsewhere]) await mkdir(folder);
      await archiveBy(WAYS.good(archive));
      for (const folder of [home, archive, elsewhere]) giveToServer(folder);
      const settings = { archive_command: `sh "${home}/archive.sh" "%p" "%f"` };
      server = await TestServer.create(major, { archive, settings });
      await server.sql('CREATE TABLE filling (text text)');
      await lowLevelBackup(server, join(home, 'backup'), { label: 'nightly' });
      await server.sql('CREATE ROLE little LOGIN');
    });
    after(async () => {
      await server.destroy();
      await rm(home, { recursive: true, force: true });
    });

    /** In one step: an archiver that reads an empty script would archive nothing, without an error. */
    async function archiveBy(commands: string): Promise<void> {
      const script = join(home, 'archive.sh');
      await writeFile(`${script}.new`, `${commands}\n`);
      await rename(`${script}.new`, script);
    }

    /** Fills a segment, and waits until the server calls it archived (or has failed to archive it). Returns its name. */
    async function archiveOne(waitFor: 'archived' | 'failed' = 'archived'): Promise<string> {
      await server.sql("INSERT INTO filling VALUES ('something')");
      const name = await server.value('SELECT pg_walfile_name(pg_current_wal_lsn())');
      await server.switchWal();
      const end = Date.now() + PATIENCE_MS;
      while (Date.now() < end) {
        const last = await server.value(`SELECT last_${waitFor}_wal FROM pg_stat_archiver`);
        if (last >= name && /^[0-9A-F]{24}$/.test(last)) return name;
        await delay(10);
      }
      throw new Error(`${name} was not ${waitFor}`);
    }

    async function check(...args: readonly string[]): Promise<CheckJson> {
      return checkAs('postgres', ...args);
    }

    async function checkAs(user: string, ...args: readonly string[]): Promise<CheckJson> {
      const conninfo = `postgresql://${user}@127.0.0.1:${String(server.port)}/postgres?sslmode=disable`;
      const paths = [join(home, 'backup'), archive];
      const words = ['check', '--json', '--level', 'headers', '--connection', conninfo, ...args, ...paths];
      const { out, err } = await command(words);
      assert.equal(err, '');
      return JSON.parse(out) as CheckJson;
    }

    const itemOf = ({ items }: CheckJson, name: CheckItem['name']): CheckItem | undefined =>
      items.find((item) => item.name === name);
    const stateOf = (json: CheckJson, name: CheckItem['name']): string | undefined =>
      itemOf(json, name)?.state;

    it('is content with a server that archives well', async () => {
      const name = await archiveOne();
      const json = await check('--max-archive-lag', '64MB', '--max-ready', '10');
      assert.equal(stateOf(json, 'archived'), 'ok', JSON.stringify(json, null, 1));
      assert.deepEqual(
        [stateOf(json, 'server'), stateOf(json, 'archiver'), stateOf(json, 'archive-lag')],
        ['ok', 'ok', 'ok'],
      );
      assert.equal(json.server.lastArchived?.name, name);
      assert.equal(json.server.timeline, 1);
      assert.deepEqual(json.server.notRead, []);
    });

    it('finds the file that an archive_command only pretended to copy', async () => {
      await archiveBy(WAYS.nowhere());
      const name = await archiveOne();
      await archiveBy(WAYS.good(archive));
      const silent = await check();
      assert.match(
        itemOf(silent, 'archived')?.message ?? '',
        new RegExp(`calls ${name} archived, but no archive has it`),
      );
      assert.equal(silent.state, 'critical');
      // Later segments do not hide it.
      await archiveOne();
      await server.sql('CHECKPOINT');
      const later = await check();
      assert.equal(stateOf(later, 'archived'), 'critical');
      assert.match(itemOf(later, 'archived')?.message ?? '', new RegExp(name));
      await lowLevelBackup(server, join(home, 'backup', 'later'), { label: 'after the gap' });
      assert.equal(stateOf(await check(), 'archived'), 'ok', 'the newest backup does not need it');
    });

    it('finds files that went to another place, there too', async () => {
      await archiveBy(WAYS.good(elsewhere));
      const name = await archiveOne();
      await archiveBy(WAYS.good(archive));
      assert.match(itemOf(await check(), 'archived')?.message ?? '', new RegExp(name));
      assert.equal(stateOf(await check('--archive', elsewhere), 'archived'), 'ok');
    });

    it('finds files that are cut, or are other segments', async () => {
      const other = ['--archive', elsewhere];
      for (const [way, code] of [
        ['cut', 'truncated-segment'],
        ['wrong', 'recycled-segment'],
      ] as const) {
        await archiveBy(WAYS[way](archive));
        const name = await archiveOne();
        await archiveBy(WAYS.good(archive));
        const json = await check(...other);
        assert.equal(stateOf(json, 'archived'), 'critical');
        assert.match(itemOf(json, 'archived')?.message ?? '', new RegExp(`${name}.*\\(${code}\\)`));
        await rm(join(archive, name));
        await lowLevelBackup(server, join(home, 'backup', way), { label: way });
      }
      assert.equal(stateOf(await check(...other), 'archived'), 'ok');
    });

    it('finds an archiver that fails, and what waits for it', async () => {
      await archiveBy(WAYS.failing());
      const name = await archiveOne('failed');
      const json = await check('--max-ready', '0', '--archive', elsewhere);
      assert.equal(stateOf(json, 'archiver'), 'critical');
      assert.match(itemOf(json, 'archiver')?.message ?? '', new RegExp(`archiving fails: .*${name}`));
      assert.equal(stateOf(json, 'ready'), 'critical');
      assert.ok((itemOf(json, 'ready')?.value ?? 0) >= 1);
      assert.equal(stateOf(json, 'archived'), 'ok', 'it claims nothing that is not there');
      assert.ok((itemOf(json, 'archive-lag')?.value ?? 0) >= server.geometry.segmentSize);
      await archiveBy(WAYS.good(archive));
      await archiveOne();
    });

    it('measures what replication slots keep', async () => {
      await server.sql("SELECT pg_create_physical_replication_slot('unused', true)");
      await archiveOne();
      const json = await check('--max-slot-wal', '1kB', '--archive', elsewhere);
      assert.equal(stateOf(json, 'slots'), 'critical');
      assert.match(itemOf(json, 'slots')?.message ?? '', /slot unused \(not in use\) keeps/);
      await server.sql("SELECT pg_drop_replication_slot('unused')");
    });

    it('shows a role without rights what it may know, and what it may not', async () => {
      const json = await checkAs('little', '--archive', elsewhere, '--max-ready', '5');
      assert.equal(stateOf(json, 'archived'), 'ok', JSON.stringify(json, null, 1));
      assert.equal(stateOf(json, 'ready'), 'unknown');
      assert.deepEqual(
        json.server.notRead.map(({ what }) => what),
        ['archive_status'],
      );
      if (major < 12) return;
      await server.sql('GRANT pg_monitor TO little');
      const granted = await checkAs('little', '--archive', elsewhere, '--max-ready', '5');
      assert.deepEqual(granted.server.notRead, []);
      assert.equal(stateOf(granted, 'ready'), 'ok');
    });
  });
}
