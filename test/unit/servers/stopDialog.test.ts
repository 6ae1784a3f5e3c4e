import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartedBackup, StopResult } from '../../../src/postgres/session/backupTypes';
import { stopDialog } from '../../../src/vscode/servers/backup/stopDialog';
import type { HeldBackup } from '../../../src/engine/backup/heldBackup';
import { factsOf, PlayedBackup, startedOf } from './support/facts';
import type { PlayedServers, PlayedUser } from './support/playedServers';
import { playServers, settled, until } from './support/playedServers';
import { LABEL, stopResultOf } from './support/stopResult';

const OLD = { version: { number: 90224, text: '9.2.24', series: '9.2' }, mode: 'exclusive' } as const;

describe('stopping a backup', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-stop-'));
    await writeFile(join(folder, 'PG_VERSION'), '15\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  interface Played extends PlayedServers {
    readonly backup: PlayedBackup;
  }

  async function stop(
    user: PlayedUser,
    started: Partial<StartedBackup> = {},
    more: Partial<HeldBackup> = {},
    result: Partial<StopResult> = {},
    facts = factsOf(),
  ): Promise<Played> {
    const played = playServers({ user, facts });
    const backup = new PlayedBackup(startedOf(started));
    backup.result = stopResultOf({ started: backup.started, ...result });
    const held = backup.held({ archives: true, ...more });
    await played.services.heldBackups.add(held);
    await stopDialog(played.services, held);
    await settled();
    return { ...played, backup };
  }

  it('asks whether to wait, shows the SQL, writes the label, and forgets the backup', async () => {
    const { said, backup, forgotten, documents } = await stop({}, {}, { folder });
    assert.deepEqual([said.asked, backup.waited], [['wait'], [true]]);
    assert.match(said.confirmed[0]?.detail ?? '', /SELECT pg_backup_stop\(\)/);
    assert.equal(await readFile(join(folder, 'backup_label'), 'utf8'), LABEL);
    assert.deepEqual(forgotten, ['deadbeef']);
    assert.match(documents.get('deadbeef') ?? '', /backup_label written into/);
    assert.deepEqual(said.buttons, [['Complete Set with Its WAL']]);
  });

  it('does nothing where the user gives up at any question', async () => {
    for (const user of [{ answers: { wait: 'canceled' } }, { refuses: /Stop the backup/ }]) {
      const { backup, forgotten, said } = await stop(user, {}, { folder });
      assert.deepEqual([backup.waited, forgotten, said.reported], [[], [], []]);
    }
  });

  it('does not ask what an old server decides itself, and says that', async () => {
    const { said, backup } = await stop({}, OLD, { folder });
    assert.deepEqual([said.asked, backup.waited], [[], [true]]);
    assert.match(said.confirmed[0]?.detail ?? '', /PostgreSQL 9\.2 always waits until the required WAL/);
  });

  it('does not ask to wait for what is not archived, and says what that costs', async () => {
    const { said, backup } = await stop({}, {}, { folder, archives: false }, { archive: 'not-archiving' });
    assert.deepEqual([said.asked, backup.waited], [[], [false]]);
    assert.match(said.confirmed[0]?.detail ?? '', /does not archive WAL.*right after the stop/);
    assert.match(said.reported[0] ?? '', /does not archive/);
    const standby = await stop({}, { takenFrom: 'standby' }, { folder: undefined as never, archives: false });
    assert.match(standby.said.confirmed[0]?.detail ?? '', /This standby does not archive WAL/);
  });

  it('keeps the label and offers to save it again where nobody says where the copy is', async () => {
    const { said, forgotten, records, documents } = await stop({
      presses: ['Choose the Directory of the Copy…'],
      folders: [],
    });
    assert.deepEqual(forgotten, []);
    assert.ok(
      said.reported.every((text) =>
        text.startsWith('warning: The backup “nightly” is stopped, but its backup_label is not in the copy'),
      ),
    );
    assert.equal(said.reported.length, 2);
    assert.ok(
      records.some((record) => JSON.stringify(record).includes(Buffer.from(LABEL).toString('base64'))),
    );
    assert.match(
      documents.get('deadbeef') ?? '',
      /backup_label is NOT in the copy yet[^]*START WAL LOCATION/,
    );
  });

  it('saves it at the second attempt, and nothing is lost in between', async () => {
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'PG_VERSION'), '15\n');
    await writeFile(join(other, 'backup_label'), 'LABEL: another\n');
    const user = { presses: ['Choose the Directory of the Copy…'], folders: [folder] };
    const { said, forgotten } = await stop(user, {}, { folder: other });
    await until(() => forgotten.length > 0);
    assert.match(said.reported[0] ?? '', /already exists with different content/);
    assert.equal(await readFile(join(other, 'backup_label'), 'utf8'), 'LABEL: another\n');
    assert.equal(await readFile(join(folder, 'backup_label'), 'utf8'), LABEL);
    assert.deepEqual(forgotten, ['deadbeef']);
  });

  it('asks again before the label goes into a folder that is no copy', async () => {
    const beside = join(folder, 'beside');
    await mkdir(beside);
    const refused = await stop({ refuses: /the directory of the copy\?/ }, {}, { folder: beside });
    assert.match(refused.said.confirmed[1]?.detail ?? '', /no PG_VERSION/);
    assert.deepEqual([await readdir(beside), refused.forgotten], [[], []]);
    assert.match(refused.said.reported[0] ?? '', /is not the directory of the copy/);
    const wanted = await stop({}, {}, { folder: beside });
    assert.deepEqual([await readdir(beside), wanted.forgotten], [['backup_label'], ['deadbeef']]);
  });

  it('tells of a folder in which a server runs', async () => {
    await writeFile(join(folder, 'postmaster.pid'), '1');
    const live = await stop({}, {}, { folder });
    assert.match(live.said.reported[0] ?? '', /indicates a running server in this directory/);
  });

  it('says before the stop that an exclusive copy lacks its label, which the stop takes away', async () => {
    const absent = await stop({}, OLD, { folder }, { labelFile: undefined as never });
    assert.match(absent.said.confirmed[0]?.detail ?? '', /has no backup_label: either/);
    assert.match(absent.said.reported[0] ?? '', /is not in the copy yet.*has no backup_label/);
    assert.deepEqual(absent.forgotten, []);
    await writeFile(join(folder, 'backup_label'), LABEL.replace('0/2000028', '0/9000028'));
    const other = await stop({}, OLD, { folder }, { labelFile: undefined as never });
    assert.match(other.said.confirmed[0]?.detail ?? '', /belongs to another backup/);
    await writeFile(join(folder, 'backup_label'), LABEL);
    const ours = await stop({}, OLD, { folder }, { labelFile: undefined as never });
    assert.doesNotMatch(ours.said.confirmed[0]?.detail ?? '', /⚠/);
    assert.match(ours.documents.get('deadbeef') ?? '', /backup_label of this backup is in the copy/);
    assert.deepEqual(ours.forgotten, ['deadbeef']);
  });

  it('claims nothing of an exclusive copy that it has not seen', async () => {
    const { said, documents } = await stop({}, OLD, {}, { labelFile: undefined as never });
    assert.match(said.confirmed[0]?.detail ?? '', /The copy must already contain backup_label/);
    assert.match(documents.get('deadbeef') ?? '', /Make\s+sure\s+that the copy contains it/);
  });

  it('completes the set when that is asked for', async () => {
    const { completed } = await stop({ presses: ['Complete Set with Its WAL'] }, {}, { folder });
    assert.equal(completed[0]?.set, folder);
    assert.equal(completed[0].server?.historyFile, '000000010000000000000002.00000028.backup');
  });

  it('offers the folder of archive_command for that where it is on this machine, and only then', async () => {
    const known = <T>(value: T): { readonly known: true; readonly value: T } => ({ known: true, value });
    const offersWith = async (command: string, archiveMode = 'on'): Promise<readonly unknown[]> => {
      const user = { presses: ['Complete Set with Its WAL'] };
      const facts = factsOf({ archiveCommand: known(command), archiveMode, dataDirectory: known(folder) });
      const { completed } = await stop(user, {}, { folder }, {}, facts);
      return (await completed[0]?.offers?.(undefined as never)) ?? [];
    };
    const offer = [{ path: folder, connection: 'shop' }];
    assert.deepEqual(await offersWith(`test ! -f ${folder}/%f && cp %p ${folder}/%f`), offer);
    assert.deepEqual(await offersWith(`cp %p ${folder}/no/such/%f`), []);
    assert.deepEqual(await offersWith('touch archive-was-run; cp %p ./%f'), offer);
    assert.deepEqual(await offersWith(`cp %p ${folder}/%f`, 'off'), []);
    assert.deepEqual((await readdir(folder)).sort(), ['PG_VERSION', 'backup_label']);
  });

  it('offers to put a switch file back, and warns while the WAL is not archived', async () => {
    const path = join(folder, 'switch');
    await writeFile(path, '');
    const early = await stop(
      {},
      {},
      { folder, switched: { path, done: 'created' } },
      { archive: 'not-waited' },
    );
    assert.match(
      early.said.reported.find((text) => text.includes('switch')) ?? '',
      /^warning: .*not known yet whether/,
    );
    await readFile(path);
    const isGone = (): Promise<boolean> =>
      readFile(path).then(
        () => false,
        () => true,
      );
    const late = await stop({ presses: ['Remove It'] }, {}, { folder, switched: { path, done: 'created' } });
    assert.match(
      late.said.reported.find((text) => text.includes('switch')) ?? '',
      /^info: .* was created for the backup/,
    );
    await until(isGone);
  });
});
