import assert from 'node:assert/strict';
import type { BackupModeNow, ServersAsked } from '../../../src/engine/backup/backupModeNow';
import { type LostAction, reportRecord, reportSession } from '../../../src/engine/backup/lostBackups';
import type { BackupRecord } from '../../../src/engine/backup/record';
import type { BackupSeen, ServerFacts } from '../../../src/postgres/facts/serverFacts';
import { factsOf, PlayedBackup, startedOf } from '../servers/support/facts';

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
  endSql: 'SELECT pg_stop_backup();',
  owner: { machine: 'here', pid: 1, session: 'one' },
};
const OURS: BackupSeen = { kind: 'exclusive', label: 'nightly', startTime: '2026-11-25T13:00:00.000Z' };

interface Seen {
  readonly now: BackupModeNow | undefined;
  readonly offers: readonly LostAction[];
}

/** Answers each report with the next of `choices`, then with none. */
function hostWith(
  facts: () => Promise<ServerFacts>,
  choices: readonly LostAction[],
  more: Partial<ServersAsked> = {},
) {
  const seen: Seen[] = [];
  const done: LostAction[] = [];
  return {
    seen,
    done,
    servers: { isTrusted: () => true, isConfigured: () => true, factsOf: facts, ...more },
    report: (_: unknown, now: BackupModeNow | undefined, offers: readonly LostAction[]) => {
      seen.push({ now, offers });
      return Promise.resolve(choices[seen.length - 1]);
    },
    act: (_: unknown, chosen: LostAction) => {
      done.push(chosen);
      return Promise.resolve(chosen !== 'copy-sql');
    },
  };
}

const answering =
  (more: Partial<ServerFacts> = {}) =>
  () =>
    Promise.resolve(factsOf(more));

describe('a lost backup, as the engine reports it', () => {
  async function report(
    host: ReturnType<typeof hostWith>,
    more: Partial<BackupRecord> = {},
  ): Promise<string[]> {
    const removed: string[] = [];
    const records = { remove: (id: string) => Promise.resolve(void removed.push(id)) };
    await reportRecord(records, host, { ...RECORD, ...more });
    return removed;
  }

  it('is reported again after what settles nothing, and forgotten once it is settled', async () => {
    const host = hostWith(answering({ backups: [OURS] }), ['copy-sql', 'end-backup-mode']);
    assert.deepEqual(await report(host), ['deadbeef']);
    assert.deepEqual(host.done, ['copy-sql', 'end-backup-mode']);
    assert.deepEqual(
      host.seen,
      Array(2).fill({ now: { kind: 'still' }, offers: ['end-backup-mode', 'copy-sql'] }),
    );
  });

  it('offers nothing that could end the backup of another user', async () => {
    const another = { ...OURS, label: 'of a colleague' };
    for (const backups of [[another], []]) {
      const host = hostWith(answering({ backups }), []);
      await report(host);
      assert.deepEqual(host.seen[0]?.offers, []);
    }
  });

  it('can be asked about again while the server does not say', async () => {
    const error = new Error('refused');
    const host = hostWith(() => Promise.reject(error), ['ask-again']);
    await report(host);
    assert.deepEqual(host.seen[0], {
      now: { kind: 'unknown', why: { kind: 'failed', error } },
      offers: ['end-backup-mode', 'ask-again', 'copy-sql'],
    });
    assert.deepEqual([host.seen.length, host.done], [2, []]);
  });

  it('asks no server in a workspace that is not trusted, or without the connection', async () => {
    const never = (): Promise<ServerFacts> => assert.fail('asked');
    const untrusted = hostWith(never, [], { isTrusted: () => false });
    await report(untrusted);
    assert.deepEqual(untrusted.seen[0]?.now, { kind: 'unknown', why: { kind: 'not-trusted' } });
    const gone = hostWith(never, [], { isConfigured: () => false });
    await report(gone);
    assert.deepEqual(gone.seen[0]?.now, {
      kind: 'unknown',
      why: { kind: 'not-configured', connection: 'shop' },
    });
  });

  it('asks no server about a backup that ended with its session, and offers its label if it was stopped', async () => {
    const never = (): Promise<ServerFacts> => assert.fail('asked');
    const ended = hostWith(never, []);
    await report(ended, { exclusive: false });
    assert.deepEqual(ended.seen, [{ now: undefined, offers: [] }]);
    const stopped = hostWith(never, ['save-label']);
    await report(stopped, { state: 'stopped', labelFile: 'TEFCRUw=' });
    assert.deepEqual([stopped.seen[0]?.offers, stopped.done], [['save-label'], ['save-label']]);
  });

  it('of this process is shown with its page, and ended only with the statement for it', async () => {
    const backup = new PlayedBackup(startedOf({ mode: 'exclusive', startTime: RECORD.startTime }));
    backup.lose();
    const { lost } = backup;
    assert.ok(lost);
    const host = hostWith(answering({ backups: [OURS] }), ['show-backup']);
    await reportSession(host, { held: backup.held(), lost });
    await reportSession(host, { held: backup.held(), lost: { ...lost, endStatement: RECORD.endSql } });
    assert.deepEqual(
      host.seen.map(({ offers }) => offers),
      [['show-backup'], ['end-backup-mode', 'show-backup', 'copy-sql']],
    );
  });
});
