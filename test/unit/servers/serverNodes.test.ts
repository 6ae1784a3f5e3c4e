import assert from 'node:assert/strict';
import type { TreeContext } from '../../../src/vscode/tree/model/context';
import { untranslated } from '../../../src/core/ground/translate';
import { clockText, elapsedText } from '../../../src/vscode/tree/model/elapsed';
import type { TreeNode } from '../../../src/vscode/tree/model/node';
import { serverRoots } from '../../../src/vscode/tree/nodes/serverNodes';
import type { HeldBackup } from '../../../src/engine/backup/heldBackup';
import { heldState, mostUrgent } from '../../../src/engine/backup/heldState';
import type { ServerState } from '../../../src/vscode/servers/watch/serverState';
import { factsOf, PlayedBackup, startedOf } from './support/facts';

const context: TreeContext = {
  t: untranslated,
  roots: [],
  now: Date.parse('2026-11-25T13:20:00Z'),
  locale: 'en',
  timeZone: 'UTC',
  explain: () => ({ message: '', hint: '' }),
};
const state = (more: Partial<ServerState> = {}): ServerState => ({
  connection: 'shop',
  place: 'db1:5432',
  facts: factsOf(),
  ...more,
});
const root = (of: ServerState, held: readonly HeldBackup[] = []): TreeNode => {
  const [node] = serverRoots([of], held, context);
  assert.ok(node);
  return node;
};
const lines = (node: TreeNode): string[] =>
  (node.children?.() ?? []).map(({ label, description }) => `${label}: ${description}`);

describe('the nodes of servers', () => {
  it('tell version, role and place in one line, and every fact below it', () => {
    const node = root(state());
    assert.equal(node.description, 'PostgreSQL 15.18 · primary · db1:5432');
    assert.deepEqual(lines(node), [
      'Current WAL: 0/3000060 · 000000010000000000000003',
      'archive_mode: on',
      'archive_command: cp "%p" "/archive/%f"',
      'Last archived: 000000010000000000000002 · today 13:19',
      'wal_level: replica',
      'WAL segment size: 16 MB',
      'System identifier: 7459123456789012345',
      'Timeline: 1',
      'Data directory: /var/lib/postgresql/15/main',
    ]);
  });

  it('say why a server cannot be reached, and keep what was known', () => {
    const failure = {
      reason: 'unreachable',
      message: 'Nothing answers.',
      remedy: 'Start it.',
      waitsForUser: false,
    };
    const node = root(state({ failure }));
    assert.equal(node.description, 'unreachable · db1:5432');
    assert.equal(lines(node)[0], 'Why: Nothing answers.');
    assert.ok(lines(node).length > 5);
    assert.deepEqual(node.tooltip().notes, ['Nothing answers.', 'Start it.']);
    for (const reason of ['authentication', 'timeout', 'tls', 'configuration', 'server']) {
      assert.doesNotMatch(root(state({ failure: { ...failure, reason } })).description, /unreachable/);
    }
  });

  it('tell one state from another by the shape of the icon', () => {
    const backup = new PlayedBackup();
    const lost = new PlayedBackup();
    lost.lose();
    const failure = { reason: 'timeout', message: '', remedy: '', waitsForUser: false };
    const icons = [
      root(state()),
      root(state({ facts: factsOf({ role: 'standby' }) })),
      root(state({ failure })),
      root({ connection: 'new', place: '' }),
      root(state(), [backup.held()]),
      root(state(), [lost.held()]),
    ].map(({ icon }) => icon.name);
    assert.equal(new Set(icons).size, icons.length, icons.join(' '));
  });

  it('show a failing archiver before all else of it', () => {
    const archiver = {
      known: true as const,
      value: {
        archivedCount: 2,
        lastArchivedWal: '000000010000000000000002',
        lastArchivedTime: '2026-11-25T13:00:00.000Z',
        failedCount: 7,
        failing: true,
        lastFailedWal: '000000010000000000000003',
        lastFailedTime: '2026-11-25T13:19:00.000Z',
      },
    };
    const node = root(state({ facts: factsOf({ archiver, waitingForArchive: { known: true, value: 12 } }) }));
    assert.ok(lines(node).includes('Archiving fails: 000000010000000000000003 · today 13:19 · 7 failures'));
    assert.ok(lines(node).includes('Waiting to be archived: 12 WAL files'));
    const healed = { ...archiver.value, lastArchivedTime: '2026-11-25T13:19:30.000Z', failing: false };
    assert.ok(
      lines(root(state({ facts: factsOf({ archiver: { known: true, value: healed } }) }))).some((line) =>
        line.startsWith('Last failure'),
      ),
    );
  });

  it('say what a server without an archive means, and what cannot be seen', () => {
    const off = lines(root(state({ facts: factsOf({ archiveMode: 'off' }) })));
    assert.ok(off.includes('archive_mode: off · a backup must copy its WAL from the server'));
    assert.ok(!off.some((line) => line.startsWith('archive_command')));
    const hidden = factsOf({ dataDirectory: { known: false, why: 'needs pg_read_all_settings' } });
    assert.ok(
      lines(root(state({ facts: hidden }))).includes(
        'Data directory: not visible: needs pg_read_all_settings',
      ),
    );
  });

  it('show other backups of the server, and one of this window once', () => {
    const backups = [
      { kind: 'streamed', pid: 7, phase: 'streaming', client: 'pg_basebackup' },
      { kind: 'ours', backupId: 'deadbeef', pid: 4711 },
      { kind: 'ours', backupId: '00000001', pid: 9 },
      { kind: 'exclusive', label: 'x', startTime: '2026-11-25T12:00:00Z' },
    ] as const;
    const node = root(state({ facts: factsOf({ backups }) }), [new PlayedBackup().held()]);
    const ids = (node.children?.() ?? []).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const reported = lines(node).filter((line) => /backup/i.test(line));
    assert.equal(reported.length, 4, reported.join('\n'));
    assert.ok(reported.includes('Base backup running: pg_basebackup · streaming · server process 7'));
  });

  it('show a backup of this window first, with its facts and how long it runs', () => {
    const node = root(state(), [new PlayedBackup().held({ folder: '/copy' })]);
    assert.match(node.description, /^backup running for 20 min · /);
    assert.deepEqual(node.traits, ['connection', 'running']);
    const [backup] = node.children?.() ?? [];
    assert.ok(backup);
    assert.equal(`${backup.label}: ${backup.description}`, 'Backup nightly: running · 20 min');
    assert.deepEqual(lines(backup), [
      'Start: 0/2000028',
      'First WAL segment: 000000010000000000000002',
      'Started: Nov 25 13:00:00',
      'Mode: non-exclusive',
      'Copy: /copy',
    ]);
    assert.deepEqual(backup.values, { connection: 'shop', backup: 'deadbeef' });
  });

  it('say everywhere that a stopped backup waits for its label, and show the backup that needs its user most', () => {
    const stopped = new PlayedBackup();
    stopped.state = 'stopped';
    const node = root(state(), [new PlayedBackup().held(), stopped.held()]);
    assert.match(node.description, /^backup stopped, label not saved · /);
    assert.equal(node.icon.name, 'warning');
    const backup = root(state(), [stopped.held()]).children?.()[0];
    assert.deepEqual([backup?.description, backup?.icon.name], ['stopped, label not saved', 'warning']);
    const lost = new PlayedBackup(startedOf({ label: 'second' }));
    lost.lose();
    const held = [new PlayedBackup().held(), lost.held()];
    assert.match(root(state(), held).description, /^backup lost, the copy cannot be used · /);
    assert.equal(mostUrgent(held)?.backup.started.label, 'second');
    assert.equal(heldState(stopped.held({ trouble: 'Nothing answers.' })), 'label-not-saved');
  });

  it('spell out what a label or a name hides', () => {
    const held = new PlayedBackup(startedOf({ label: 'a\u202eb' })).held();
    const node = root(state({ connection: 'x\ny' }), [held]);
    assert.doesNotMatch(node.label + (node.children?.()[0]?.label ?? ''), /[\n\u202e]/);
  });
});

describe('elapsed time', () => {
  const after = (minutes: number): string => elapsedText(context.now - minutes * 60_000, context);

  it('is told in the words of a person', () => {
    assert.deepEqual(
      [after(0), after(0.9), after(12), after(60), after(185), after(24 * 60 + 245), after(-5)],
      [
        'less than a minute',
        'less than a minute',
        '12 min',
        '1 h 00 min',
        '3 h 05 min',
        '1 d 4 h',
        'less than a minute',
      ],
    );
    assert.equal(elapsedText(Number.NaN, context), 'an unknown time');
  });

  it('is counted by a clock in the status bar', () => {
    assert.deepEqual(
      [clockText(7000), clockText(761_000), clockText(11_109_000), clockText(-1)],
      ['0:07', '12:41', '3:05:09', '0:00'],
    );
  });
});
