import assert from 'node:assert/strict';
import type { StopResult } from '../../../src/postgres/session/backupTypes';
import { startDetail } from '../../../src/vscode/servers/backup/beforeStart';
import { defaultLabel, startSteps } from '../../../src/vscode/servers/backup/startSteps';
import { stopProgressText } from '../../../src/vscode/servers/backup/stopProgress';
import { backupText } from '../../../src/vscode/servers/documents/backupText';
import { stoppedText } from '../../../src/vscode/servers/documents/stoppedText';
import { lostText } from '../../../src/vscode/servers/lost/lostWords';
import type { BackupRecord } from '../../../src/engine/backup/record';
import { untranslated as t } from '../../../src/core/ground/translate';
import { startedOf } from './support/facts';

const page = {
  started: startedOf(),
  connection: 'shop',
  copy: {
    dataDirectory: '/var/lib/postgresql/15/main',
    versionNum: 150018,
    exclusive: false,
    tablespaces: [{ oid: '16384', name: 'fast', location: '/ssd/fast disk' }],
  },
  stopSql: ['SELECT * FROM pg_backup_stop(true)'],
  state: ['running'],
};
const result: StopResult = {
  started: startedOf(),
  stopLsn: '0/5000100',
  stopTimeline: 1,
  stopSegment: '000000010000000000000005',
  labelFile: new TextEncoder().encode('START WAL LOCATION: 0/2000028\nLABEL: ü\n'),
  required: [{ timeline: 1, first: '000000010000000000000002', last: '000000010000000000000005', count: 4 }],
  archive: 'archived',
  messages: [{ severity: 'NOTICE', text: 'all required WAL segments have been archived', time: '' }],
};

describe('the document of a backup', () => {
  it('tells what to copy, what not, how, and what comes then', () => {
    const text = backupText(page, t);
    for (const expected of [
      /^Backup nightly\n=+$/m,
      /^Start location +0\/2000028$/m,
      /^First WAL segment +000000010000000000000002$/m,
      /^pg_wal +copied WAL files may be unfinished/m,
      /^pg_replslot\/\* /m,
      /^\*\*\/pgsql_tmp\* /m,
      /^\/ssd\/fast disk {3}\(tablespace fast, OID 16384\)$/m,
      /^rsync -a /m,
      /^tar -c /m,
      /'\/ssd\/fast disk\/'/,
      /SELECT \* FROM pg_backup_stop\(true\)/,
      /Without\s+that\s+file,\s+do\s+not\s+use\s+the\s+copy/,
    ]) {
      assert.match(text, expected);
    }
  });

  it('does without a data directory that the server does not tell', () => {
    const { started, connection, stopSql, state } = page;
    assert.match(
      backupText({ started, connection, stopSql, state }, t),
      /does not show the path of its data directory/,
    );
  });

  it('says after the stop what became of the label, and which WAL is needed', () => {
    const saved = stoppedText(page, result, { kind: 'saved', folder: '/copy', names: ['backup_label'] }, t);
    assert.match(saved, /backup_label written into \/copy/);
    assert.match(saved, /000000010000000000000002 to 000000010000000000000005, 4 segments/);
    assert.match(saved, /all required WAL is archived/);
    assert.doesNotMatch(saved, /LABEL: ü/);
  });

  it('holds the label itself where it is not in the copy', () => {
    const text = stoppedText(page, result, { kind: 'not-saved', why: { kind: 'place-unknown' } }, t);
    assert.match(text, /NOT in the copy yet[^]*directory\s+of\s+the\s+copy\s+is\s+unknown\.[^]*LABEL: ü/);
  });
});

describe('what is asked before a start', () => {
  const questions = { modes: ['non-exclusive', 'exclusive'] as const, labelProblem: () => undefined };
  const answers = { label: 'x', fast: true, mode: 'non-exclusive', wantsFolder: false, folder: '' } as const;
  const ids = (of: typeof questions.modes | readonly ['non-exclusive'], wantsFolder = false): string[] =>
    startSteps(t, { ...questions, modes: of })({ ...answers, wantsFolder }).map(({ id }) => id);

  it('is the mode only where there is a choice, and the folder only where somebody wants it', () => {
    assert.deepEqual(ids(['non-exclusive']), ['label', 'checkpoint', 'wantsFolder']);
    assert.deepEqual(ids(questions.modes, true), ['label', 'checkpoint', 'mode', 'wantsFolder', 'folder']);
  });

  it('begins with a label that tells the moment', () => {
    assert.equal(defaultLabel(new Date(2026, 10, 5, 3, 7)), 'backup 2026-11-05 03:07');
  });

  it('ends with every check and every statement', () => {
    const check = {
      code: 'archiving-off',
      severity: 'warning',
      args: {},
      message: 'Archiving is off.',
      remedy: 'Copy the WAL.',
    } as const;
    const text = startDetail(t, [check], ['SET statement_timeout = 0', 'SELECT pg_backup_start();']);
    assert.equal(
      text,
      '⚠ Archiving is off. Copy the WAL.\n\nThis SQL will run:\nSET statement_timeout = 0;\nSELECT pg_backup_start();',
    );
  });
});

describe('the progress of a stop', () => {
  it('names what is missing, and the failure of the archiver', () => {
    const missing = ['1', '2', '3', '4'].map((digit) => digit.padStart(24, '0'));
    const failure = { wal: missing[0] ?? '', time: '', count: 3 };
    const text = stopProgressText(
      { kind: 'waiting', waiting: { waitedSeconds: 61.7, missing, missingCount: 4, failure } },
      t,
    );
    assert.match(text, /^waiting for archiving, 61 s; 4 files missing: 0+1, 0+2, 0+3, …/);
    assert.match(text, /failed 3 times, most recently for 0+1\.$/);
    assert.equal(
      stopProgressText({ kind: 'waiting', waiting: { waitedSeconds: 1 } }, t),
      'waiting for archiving, 1 s',
    );
    assert.equal(stopProgressText({ kind: 'stopped', result }, t), 'stopped at 0/5000100');
  });
});

describe('the words for a backup whose window is gone', () => {
  const record: BackupRecord = {
    version: 1,
    id: 'deadbeef',
    state: 'running',
    label: 'nightly',
    connection: 'shop',
    exclusive: false,
    startTime: '2026-11-25T13:00:00.000Z',
    startLsn: '0/2000028',
    startSegment: '000000010000000000000002',
    folder: '/copy',
    endSql: '',
    owner: { machine: '', pid: 1, session: '' },
  };

  it('say which it was and what it means', () => {
    const text = lostText(record, undefined, t);
    assert.match(text, /“nightly” of shop \(started 2026-11-25T13:00:00\.000Z at 0\/2000028\)/);
    assert.match(
      text,
      /The server aborted the backup[^]*The copy in \/copy has no backup_label and cannot be used/,
    );
  });

  it('differ for one that holds the server in backup mode, that was ended, that lacks its label', () => {
    assert.match(lostText({ ...record, exclusive: true }, undefined, t), /still in backup mode unless/);
    assert.doesNotMatch(
      lostText({ ...record, exclusive: true, state: 'aborted' }, undefined, t),
      /still in backup mode/,
    );
    assert.match(
      lostText({ ...record, state: 'stopped' }, undefined, t),
      /backup_label is not in the copy yet/,
    );
  });
});
