import assert from 'node:assert/strict';
import { checkBeforeStart, checkLabel } from '../../../src/postgres/checks/checkBeforeStart';
import type { BackupPlan } from '../../../src/postgres/checks/preflight';
import { archiveSwitchOf } from '../../../src/postgres/checks/archiveSwitch';
import type { ServerFacts } from '../../../src/postgres/facts/serverFacts';
import { modesOf, serverVersion } from '../../../src/postgres/facts/version';

function known<T>(value: T): { known: true; value: T } {
  return { known: true, value };
}

function facts(versionNum: number, more: Partial<ServerFacts> = {}): ServerFacts {
  const version = serverVersion(versionNum);
  return {
    readAt: '2026-01-01T00:00:00.000Z',
    version,
    role: 'primary',
    user: 'dba',
    systemIdentifier: known('1'),
    timeline: known(1),
    currentLsn: known('0/1000000'),
    currentSegment: known('000000010000000000000001'),
    segmentSize: 16 * 1024 * 1024,
    walLevel: 'replica',
    archiveMode: 'on',
    archiveCommand: known('test ! -f /archive/%f && cp %p /archive/%f'),
    archiver: known({
      archivedCount: 1,
      failedCount: 0,
      failing: false,
      lastArchivedTime: '2026-01-01T00:00:00.000Z',
    }),
    waitingForArchive: known(0),
    walKeepBytes: 0,
    fullPageWrites: true,
    dataDirectory: known('/srv/data'),
    walFolder: 'pg_wal',
    tablespaces: known([]),
    backups: [],
    leftoverLabel: known(false),
    privileges: { superuser: true, replication: true, startBackup: true, readFiles: true, listWal: true },
    modes: modesOf(version),
    ...more,
  };
}

const plan: BackupPlan = {
  mode: 'non-exclusive',
  label: 'nightly',
  fast: true,

  walFrom: 'archive',
};

function check(of: ServerFacts, more: Partial<BackupPlan> = {}): string[] {
  return checkBeforeStart(of, { ...plan, ...more }).map(({ code, severity }) => `${severity} ${code}`);
}

describe('Before a backup starts', () => {
  it('nothing is said where nothing is wrong', () => {
    assert.deepEqual(check(facts(180000)), []);
  });

  const failing = {
    archivedCount: 1,
    failedCount: 3,
    failing: true,
    lastArchivedTime: '2026-01-01T00:00:00.000Z',
    lastFailedTime: '2026-01-01T00:00:01.000Z',
    lastFailedWal: 'X',
  };
  const cases: [string, ServerFacts, Partial<BackupPlan>, string[]][] = [
    ['wal_level = minimal', facts(180000, { walLevel: 'minimal' }), {}, ['error wal-level-minimal']],
    [
      'archiving off',
      facts(180000, { archiveMode: 'off', archiveCommand: { known: false, why: '' } }),
      {},
      ['warning archiving-off'],
    ],
    [
      'no archive_command',
      facts(140000, { archiveCommand: known('') }),
      {},
      ['warning archive-command-empty'],
    ],
    [
      'an archive_library',
      facts(150000, { archiveCommand: known(''), archiveLibrary: known('basic_archive') }),
      {},
      [],
    ],
    ['a failing archiver', facts(180000, { archiver: known(failing) }), {}, ['warning archiver-failing']],
    ['an archiver behind', facts(180000, { waitingForArchive: known(500) }), {}, ['warning archiver-behind']],
    [
      'a missing privilege',
      facts(180000, {
        privileges: {
          superuser: false,
          replication: false,
          startBackup: false,
          readFiles: false,
          listWal: false,
        },
      }),
      { walFrom: 'server' },
      ['error no-start-privilege', 'warning no-read-privilege', 'warning wal-keep-low'],
    ],
    [
      'an exclusive one beside',
      facts(140000, { backups: [{ kind: 'exclusive' }] }),
      {},
      ['warning exclusive-running'],
    ],
    [
      'an exclusive one before',
      facts(140000, { backups: [{ kind: 'exclusive' }] }),
      { mode: 'exclusive' },
      ['error exclusive-running', 'warning exclusive-deprecated'],
    ],
    [
      'one of ours',
      facts(180000, { backups: [{ kind: 'ours', backupId: '1', pid: 2 }] }),
      {},
      ['info own-backup-running'],
    ],
    ['a label left behind', facts(180000, { leftoverLabel: known(true) }), {}, ['warning leftover-label']],
    ['enough kept WAL', facts(180000, { walKeepBytes: 2 ** 30 }), { walFrom: 'server' }, []],
    ['a standby', facts(180000, { role: 'standby' }), {}, ['info standby-not-archiving']],
    ['a standby that archives', facts(180000, { role: 'standby', archiveMode: 'always' }), {}, []],
    [
      'a standby, exclusive',
      facts(140000, { role: 'standby', archiveMode: 'always' }),
      { mode: 'exclusive' },
      ['error exclusive-on-standby'],
    ],
    [
      'a standby of 9.5',
      facts(90500, { role: 'standby', archiveMode: 'always' }),
      { mode: 'exclusive' },
      ['error standby-too-old'],
    ],
    [
      'a standby without full pages',
      facts(180000, { role: 'standby', archiveMode: 'always', fullPageWrites: false }),
      {},
      ['error full-page-writes-off'],
    ],
    [
      'a primary without full pages',
      facts(180000, { fullPageWrites: false }),
      {},
      ['info full-page-writes-off'],
    ],
    ['the wrong mode', facts(180000), { mode: 'exclusive' }, ['error mode-not-available']],
    ['a label of two lines', facts(180000), { label: 'a\nb' }, ['error label-line-break']],
  ];
  for (const [title, of, more, codes] of cases) {
    it(`${title} gives ${codes.length === 0 ? 'nothing' : codes.join(', ')}`, () => {
      assert.deepEqual(check(of, more), codes);
    });
  }

  it('a switch file is named', () => {
    const command =
      'test ! -f /var/lib/pgsql/backup_in_progress || (test ! -f /archive/%f && cp %p /archive/%f)';
    const [found] = checkBeforeStart(facts(180000, { archiveCommand: known(command) }), plan);
    assert.deepEqual(found?.args, { file: '/var/lib/pgsql/backup_in_progress', archivesWhen: 'present' });
    assert.match(found.message, /only while the file \/var\/lib\/pgsql\/backup_in_progress exists/);
  });

  it('a missing privilege is named by the statement that gives it', () => {
    const privileges = {
      superuser: false,
      replication: false,
      startBackup: false,
      readFiles: false,
      listWal: false,
    };
    const remedy = (number: number) =>
      checkBeforeStart(facts(number, { privileges, user: 'Big "D"' }), plan).find(
        ({ code }) => code === 'no-start-privilege',
      )?.remedy;
    assert.match(remedy(90500) ?? '', /ALTER ROLE "Big ""D""" REPLICATION/);
    assert.match(remedy(90600) ?? '', /pg_start_backup\(text, boolean, boolean\).*pg_stop_backup\(boolean\)/);
    assert.match(remedy(150000) ?? '', /pg_backup_start\(text, boolean\), pg_backup_stop\(boolean\) TO/);
  });
});

describe('A label', () => {
  it('is one printable line of at most 1024 bytes', () => {
    assert.equal(checkLabel(`Ä "'\\ 日本 ${'x'.repeat(900)}`), undefined);
    const codes = ['', '  ', 'a\nb', 'a\rb', 'a\u0000b', 'a\u001b[1m', 'ä'.repeat(513)].map(
      (label) => checkLabel(label)?.code,
    );
    assert.deepEqual(codes, [
      'label-empty',
      'label-empty',
      'label-line-break',
      'label-line-break',
      'label-control-character',
      'label-control-character',
      'label-too-long',
    ]);
    assert.equal(checkLabel('ä'.repeat(512)), undefined);
  });
});

describe('A switch file', () => {
  const cases: [string, string | undefined, string?][] = [
    ['test ! -f /s || cp %p /a/%f', '/s', 'present'],
    ['[ ! -e "/a b/s" ] || cp %p /a/%f', '/a b/s', 'present'],
    ["[[ ! -f '/s' ]] || cp %p /a/%f", '/s', 'present'],
    ['test -f /s && cp %p /a/%f', '/s', 'present'],
    ['if [ -f /s ]; then cp %p /a/%f; fi', '/s', 'present'],
    ['if test ! -f /s ; then cp %p /a/%f; fi', '/s', 'absent'],
    ['test -f /s || cp %p /a/%f', '/s', 'absent'],
    ['test ! -f /s && cp %p /a/%f', '/s', 'absent'],
    ['cd / && test ! -f /s || (test ! -f /a/%f && cp %p /a/%f)', '/s', 'present'],
    ['test ! -f /a/%f && cp %p /a/%f', undefined],
    ['cp %p /a/%f', undefined],
    ['latest -f /s || true', undefined],
    ['', undefined],
  ];
  for (const [command, file, archivesWhen] of cases) {
    it(`of “${command}” is ${file ?? 'none'}`, () => {
      assert.deepEqual(archiveSwitchOf(command), file === undefined ? undefined : { file, archivesWhen });
    });
  }
});
