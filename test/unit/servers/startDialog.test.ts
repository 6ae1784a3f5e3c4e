import assert from 'node:assert/strict';
import type { PostgresLayer } from '../../../src/postgres/api';
import { PostgresError } from '../../../src/postgres/postgresError';
import type { StartOptions } from '../../../src/postgres/session/backupTypes';
import { startDialog } from '../../../src/vscode/servers/backup/startDialog';
import { factsOf, PlayedBackup, startedOf } from './support/facts';
import type { PlayedServers, PlayedParts } from './support/playedServers';
import { playServers } from './support/playedServers';

const EXCLUSIVE_ONLY = factsOf({
  version: { number: 90224, text: '9.2.24', series: '9.2' },
  modes: ['exclusive'],
});

describe('starting a backup', () => {
  async function start(
    parts: PlayedParts = {},
    backup = new PlayedBackup(),
  ): Promise<PlayedServers & { readonly started: StartOptions[] }> {
    const started: StartOptions[] = [];
    const starts: PostgresLayer['startBackup'] = (_connection, options) => {
      started.push(options);
      return Promise.resolve(backup);
    };
    const played = playServers({ ...parts, layer: { startBackup: starts, ...parts.layer } });
    await startDialog(played.services, 'shop');
    return { ...played, started };
  }

  it('asks, shows what will run, starts, holds, and shows what to copy', async () => {
    const { said, started, held, documents } = await start();
    assert.deepEqual(said.asked, ['label', 'checkpoint', 'wantsFolder']);
    assert.match(said.confirmed[0]?.question ?? '', /^Start the backup “backup 20\d\d-/);
    assert.match(said.confirmed[0]?.detail ?? '', /SELECT pg_backup_start\(label => 'backup/);
    assert.deepEqual([started.length, started[0]?.mode, started[0]?.fast], [1, 'non-exclusive', true]);
    assert.equal(held.get('deadbeef')?.archives, true);
    assert.match(documents.get('deadbeef') ?? '', /What to leave out/);
  });

  it('asks 9.2 for nothing that it does not have, and says where its label will be', async () => {
    const backup = new PlayedBackup(startedOf({ mode: 'exclusive', version: EXCLUSIVE_ONLY.version }));
    const { said, started, documents } = await start({ facts: EXCLUSIVE_ONLY }, backup);
    assert.deepEqual(said.asked, ['label', 'checkpoint', 'wantsFolder']);
    assert.equal(started[0]?.mode, 'exclusive');
    assert.match(said.confirmed[0]?.detail ?? '', /SELECT pg_start_backup\('backup [^']*', true\) AS lsn;/);
    const text = (documents.get('deadbeef') ?? '').replaceAll('\n', ' ');
    assert.match(text, /pg_xlog/);
    assert.match(text, /The copy must contain backup_label from the data directory/);
    assert.match(text, /closing it ends the backup/);
  });

  it('starts nothing where the user gives up at any step', async () => {
    for (const step of ['label', 'checkpoint', 'wantsFolder']) {
      const { started, held, said } = await start({ user: { answers: { [step]: 'canceled' } } });
      assert.deepEqual([started, held.size, said.reported], [[], 0, []], step);
    }
    const refused = await start({ user: { refuses: /Start the backup/ } });
    assert.deepEqual([refused.started, refused.held.size], [[], 0]);
  });

  it('says that no backup was started where the start is cancelled', async () => {
    const canceled = new PostgresError({
      reason: 'canceled',
      message: 'Starting was cancelled.',
      remedy: '',
    });
    const { said, held } = await start({ layer: { startBackup: () => Promise.reject(canceled) } });
    assert.deepEqual(
      [said.reported, held.size],
      [['info: No backup was started. Starting was cancelled.'], 0],
    );
  });

  it('refuses what cannot be: a standby of 9.2, another exclusive backup, a missing right', async () => {
    const cases = [
      [{ ...EXCLUSIVE_ONLY, role: 'standby' }, /standby of PostgreSQL 9\.2.*from 9\.6 on.*from the primary/],
      [
        { ...EXCLUSIVE_ONLY, backups: [{ kind: 'exclusive', label: 'of a colleague' }] },
        /An exclusive backup \(“of a colleague”\) is running.*Only one can run/,
      ],
      [
        { ...EXCLUSIVE_ONLY, privileges: { ...EXCLUSIVE_ONLY.privileges, startBackup: false } },
        /may not start a backup.*ALTER ROLE postgres REPLICATION/,
      ],
      [{ ...EXCLUSIVE_ONLY, walLevel: 'minimal' }, /wal_level is minimal/],
    ] as const;
    for (const [facts, words] of cases) {
      const { said, started } = await start({ facts });
      assert.match(said.refused[0] ?? '', words);
      assert.deepEqual([said.confirmed, started], [[], []]);
    }
  });

  it('tells of a label that another backup has, and of archiving that is off', async () => {
    const { said, started } = await start({
      user: { answers: { label: 'nightly' } },
      labels: new Map([['nightly', '/backups/nightly']]),
      facts: factsOf({ archiveMode: 'off', archiveCommand: { known: false, why: 'archive_mode is off' } }),
    });
    const detail = said.confirmed[0]?.detail ?? '';
    assert.match(detail, /⚠ A backup with this label already exists: \/backups\/nightly\./);
    assert.match(detail, /archive_mode is off, so WAL is not archived/);
    assert.match(detail, /The server keeps only 0 B of old WAL/);
    assert.equal(started.length, 1);
  });

  it('counts backups that this window holds among the known labels', async () => {
    const { services, said } = await start({ user: { answers: { label: 'nightly' } } });
    await startDialog(services, 'shop');
    assert.match(said.confirmed[1]?.detail ?? '', /already exists: running on shop/);
  });
});
