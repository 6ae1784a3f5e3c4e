import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresError } from '../../../src/postgres/postgresError';
import type { BackupSeen, ServerFacts } from '../../../src/postgres/facts/serverFacts';
import { abortBackup } from '../../../src/vscode/servers/backup/abortBackup';
import { showRunning } from '../../../src/vscode/servers/backup/showBackup';
import { reportLost } from '../../../src/vscode/servers/lost/lostBackups';
import { reportLostSession } from '../../../src/vscode/servers/lost/lostSession';
import type { BackupRecord } from '../../../src/engine/backup/record';
import { RecordStore } from '../../../src/engine/backup/recordStore';
import { factsOf, PlayedBackup, startedOf } from './support/facts';
import type { PlayedServers, PlayedParts } from './support/playedServers';
import { playServers } from './support/playedServers';
import { LABEL } from './support/stopResult';

const OWNER = { machine: 'here', pid: 1, session: 'one' };
const END_SQL = 'SELECT pg_stop_backup();';
const RECORD: BackupRecord = {
  version: 1,
  id: 'deadbeef',
  state: 'running',
  label: 'nightly',
  connection: 'shop',
  exclusive: true,
  startTime: '2026-11-25T13:00:01.500Z',
  startLsn: '0/2000028',
  startSegment: '000000010000000000000002',
  systemIdentifier: '7459123456789012345',
  endSql: END_SQL,
  owner: OWNER,
};
const OURS: BackupSeen = { kind: 'exclusive', label: 'nightly', startTime: '2026-11-25T13:00:00.000Z' };
const in9x = (number: number, more: Partial<ServerFacts>): ServerFacts =>
  factsOf({ version: { number, text: '9.x', series: '9.x' }, ...more });

describe('a lost exclusive backup', () => {
  let folder: string;
  let records: RecordStore;
  let ended: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-lost-'));
    records = new RecordStore({ folder, owner: OWNER });
    ended = 0;
    await records.write(RECORD);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function report(parts: PlayedParts, record: Partial<BackupRecord> = {}): Promise<PlayedServers> {
    const played = playServers({
      ...parts,
      layer: {
        endExclusiveBackup: () => {
          ended++;
          return Promise.resolve({ wasRunning: true, stopLsn: '0/3000100', message: 'Ended at 0/3000100.' });
        },
        ...parts.layer,
      },
    });
    await reportLost(played.services, records, { ...RECORD, ...record });
    return played;
  }

  it('that the server is still in can be ended, or its copy completed', async () => {
    const { said } = await report({
      facts: factsOf({ backups: [OURS] }),
      user: { presses: ['End Backup Mode…'] },
    });
    assert.match(
      said.reported[0] ?? '',
      /According to the server, this backup is still running\. Its copy can still be completed/,
    );
    assert.deepEqual(said.buttons[0], ['End Backup Mode…', 'Copy SQL']);
    assert.match(said.confirmed[0]?.detail ?? '', /even if it is a newer one[^]*pg_stop_backup/);
    assert.match(said.reported[1] ?? '', /^info: shop: Ended at 0\/3000100/);
    assert.deepEqual([ended, await readdir(folder)], [1, []]);
  });

  it('is told of again where ending it is not confirmed or fails', async () => {
    const facts = factsOf({ backups: [OURS] });
    const refused = await report({
      facts,
      user: { presses: ['End Backup Mode…'], refuses: /End the backup mode/ },
    });
    assert.deepEqual([ended, refused.said.reported.length], [0, 2]);
    const failure = new PostgresError({ reason: 'privilege', message: 'May not.', remedy: 'Grant it.' });
    const failed = await report({
      facts,
      user: { presses: ['End Backup Mode…'] },
      layer: { endExclusiveBackup: () => Promise.reject(failure) },
    });
    assert.ok(failed.said.reported.includes('error: May not. Grant it.'));
    assert.equal(failed.said.reported.filter((text) => text.includes('According to the server')).length, 2);
  });

  it('that is over is said to be over, and nothing is offered that could end another one', async () => {
    const over = await report({ facts: factsOf() });
    assert.match(over.said.reported[0] ?? '', /no exclusive backup is running/);
    for (const seen of [
      { ...OURS, label: 'of a colleague' },
      { ...OURS, startTime: '2026-11-25T14:00:00.000Z' },
    ] satisfies BackupSeen[]) {
      const another = await report({ facts: factsOf({ backups: [seen] }) });
      assert.match(
        another.said.reported[0] ?? '',
        /Another exclusive backup is running now \(".*", since 2026/,
      );
      assert.deepEqual(another.said.buttons, [[]]);
    }
    assert.deepEqual([over.said.buttons, ended], [[[]], 0]);
  });

  it('of a server that cannot be asked may be asked for again', async () => {
    const failure = new PostgresError({ reason: 'unreachable', message: 'Refused.', remedy: '' });
    let asked = 0;
    const facts = (): Promise<ServerFacts> =>
      ++asked === 1 ? Promise.reject(failure) : Promise.resolve(factsOf());
    const { said } = await report({ facts, user: { presses: ['Ask Again'] } });
    assert.match(
      said.reported[0] ?? '',
      /still in backup mode unless it was restarted.*could not be asked: Refused\./,
    );
    assert.deepEqual(said.buttons[0], ['End Backup Mode…', 'Ask Again', 'Copy SQL']);
    assert.match(said.reported[1] ?? '', /no exclusive backup is running/);
  });

  it('keeps its SQL at hand', async () => {
    const { said } = await report({ facts: factsOf({ backups: [OURS] }), user: { presses: ['Copy SQL'] } });
    assert.deepEqual([said.copied, said.reported.length], [[END_SQL], 2]);
  });

  it('is not asked for where the folder is not trusted, and the connection leads elsewhere or nowhere', async () => {
    let asked = 0;
    const facts = (): Promise<ServerFacts> => {
      asked++;
      return Promise.resolve(factsOf({ systemIdentifier: { known: true, value: '1' }, backups: [OURS] }));
    };
    const untrusted = await report({
      facts,
      isTrusted: () => false,
      user: { presses: ['End Backup Mode…'] },
    });
    assert.match(untrusted.said.reported[0] ?? '', /not trusted/);
    assert.match(untrusted.said.refused[0] ?? '', /run the statement with psql/);
    const gone = await report({ facts }, { connection: 'gone' });
    assert.match(gone.said.reported[0] ?? '', /gone is no longer configured/);
    assert.deepEqual([asked, ended], [0, 0]);
    const elsewhere = await report({ facts });
    assert.match(elsewhere.said.reported[0] ?? '', /now leads to another server/);
  });

  it('is asked for when trust is granted later', async () => {
    let trusted = false;
    const { said } = await report({
      facts: factsOf(),
      isTrusted: () => trusted,
      user: {
        get presses() {
          trusted = true;
          return ['Ask Again'];
        },
      },
    });
    assert.match(said.reported[0] ?? '', /not trusted/);
    assert.match(said.reported[1] ?? '', /no exclusive backup is running/);
  });

  it('of 9.1 and 9.2 is seen by superusers only', async () => {
    const blind = { ...factsOf().privileges, readFiles: false };
    const unseen = await report({ facts: in9x(90224, { privileges: blind }) });
    assert.match(unseen.said.reported[0] ?? '', /shows this only to superusers/);
    const withoutTime: BackupSeen = { kind: 'exclusive', label: 'nightly' };
    const seen = await report({ facts: in9x(90224, { backups: [withoutTime] }) });
    assert.match(seen.said.reported[0] ?? '', /this backup is still running/);
    const byFunction = await report({ facts: in9x(90324, { privileges: blind }) });
    assert.match(byFunction.said.reported[0] ?? '', /no exclusive backup is running/);
  });

  it('of this window says the same at once', async () => {
    const backup = new PlayedBackup(startedOf({ mode: 'exclusive', startTime: RECORD.startTime }));
    backup.lose();
    const lost = { ...backup.lost, endStatement: END_SQL } as NonNullable<typeof backup.lost>;
    const still = playServers({ facts: factsOf({ backups: [OURS] }), user: { presses: ['Copy SQL'] } });
    await reportLostSession(still.services, backup.held(), lost);
    assert.match(
      still.said.reported[0] ?? '',
      /The backup “nightly” of shop is lost\. The session was terminated\. According to the server, this backup is still running/,
    );
    assert.deepEqual(still.said.copied, [END_SQL]);
    const over = playServers({ facts: factsOf() });
    await reportLostSession(over.services, backup.held(), lost);
    assert.deepEqual(over.said.buttons, [['Show Backup']]);
  });

  it('of this window, or an aborted one, is not called running by its page any more', async () => {
    const backup = new PlayedBackup();
    const id = backup.started.backupId;
    const played = playServers({ facts: factsOf() });
    await showRunning(played.services, backup.held());
    assert.match(played.documents.get(id) ?? '', /● The backup is running/);
    backup.lose();
    assert(backup.lost !== undefined);
    await reportLostSession(played.services, backup.held(), backup.lost);
    assert.match(played.documents.get(id) ?? '', /✗ The session was terminated\./);
    assert.doesNotMatch(played.documents.get(id) ?? '', /is running/);
    const aborted = new PlayedBackup();
    await showRunning(played.services, aborted.held());
    await abortBackup(played.services, aborted.held());
    assert.match(played.documents.get(id) ?? '', /✗ The backup was aborted/);
  });
});

describe('a lost backup that was stopped', () => {
  let folder: string;
  let copy: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-lost-'));
    copy = await mkdtemp(join(tmpdir(), 'pgbi-copy-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(copy, { recursive: true, force: true });
  });

  it('gives its label to the copy, however often it takes', async () => {
    const records = new RecordStore({ folder, owner: OWNER });
    const record: BackupRecord = {
      ...RECORD,
      state: 'stopped',
      exclusive: false,
      labelFile: Buffer.from(LABEL).toString('base64'),
      tablespaceMap: Buffer.from('16384 /srv/a b\n').toString('base64'),
    };
    await records.write(record);
    const choose = 'Choose the Directory of the Copy…';
    const user = { presses: [choose, choose], folders: ['/nonexistent/copy', copy] };
    const { services, said } = playServers({ user });
    await reportLost(services, records, record);
    assert.match(said.refused[0] ?? '', /backup_label was not written/);
    assert.equal(await readFile(join(copy, 'backup_label'), 'utf8'), LABEL);
    assert.equal(await readFile(join(copy, 'tablespace_map'), 'utf8'), '16384 /srv/a b\n');
    assert.deepEqual(await readdir(folder), []);
  });
});
