import assert from 'node:assert/strict';
import { type BackupHistory, parseBackupHistory } from '../../../src/core/formats/label/backupHistory';
import type { Parsed } from '../../../src/core/formats/parsed';
import { parseLsn } from '../../../src/core/ground/lsn';
import { bytesOf, sample, SAMPLE_VERSIONS } from './samples';

const V19 = `START WAL LOCATION: 0/02000028 (file 000000010000000000000002)
STOP WAL LOCATION: 0/0208BDE8 (file 000000010000000000000002)
CHECKPOINT LOCATION: 0/02000088
BACKUP METHOD: streamed
BACKUP FROM: primary
START TIME: 2026-11-21 23:11:41 UTC
LABEL: low1
START TIMELINE: 1
STOP TIME: 2026-11-21 23:11:42 UTC
STOP TIMELINE: 1
`;

const V90 = `START WAL LOCATION: 0/1000020 (file 000000010000000000000001)
STOP WAL LOCATION: 0/10000D8 (file 000000010000000000000001)
CHECKPOINT LOCATION: 0/1000058
START TIME: 2026-11-21 23:00:23 UTC
LABEL: ex0
STOP TIME: 2026-11-21 23:00:25 UTC
`;

function read(bytes: Uint8Array): BackupHistory {
  const { value, problems } = parseBackupHistory(bytes);
  assert.deepEqual(problems, []);
  assert.ok(value?.start !== undefined && value.stop !== undefined);
  return value;
}

function told({ problems }: Parsed<BackupHistory>): string[] {
  return problems.map(
    (one) => `${one.severity} ${String(one.args['reason'])} ${String(one.line)}:${String(one.column)}`,
  );
}

describe('backup history file', () => {
  for (const [version, versionNum] of SAMPLE_VERSIONS.filter(([name]) => !name.startsWith('9'))) {
    it(`of a real ${version} server is read without a complaint`, () => {
      const value = read(sample(`${version}/000000010000000000000002.00000028.backup`));
      assert.equal(value.start?.lsn, 0x2000028n);
      assert.equal(value.start.file, '000000010000000000000002');
      assert.ok((value.stop?.lsn ?? 0n) > value.start.lsn);
      assert.equal(value.stopTimeline, 1);
      assert.equal(value.declaredTimeline, versionNum >= 110000 ? 1 : undefined);
      assert.ok((value.stopTime?.epochMs ?? 0) >= (value.startTime?.epochMs ?? Number.NaN));
    });

    it(`of a real ${version} server keeps a label text of several lines apart`, () => {
      const value = read(sample(`${version}/000000010000000000000003.00000028.backup`));
      assert.equal(value.label, 'first line\nSTART TIMELINE: 9\nlast line');
      assert.equal(value.declaredTimeline, versionNum >= 110000 ? 1 : undefined);
      assert.ok(value.stopTime);
    });
  }

  it('of 9.2 and 9.6 tells start and stop', () => {
    const v92 = read(sample('9.2/0000000100000002000000FB.00000020.backup'));
    assert.deepEqual(v92.start, { lsn: parseLsn('2/FB000020'), file: '0000000100000002000000FB', line: 1 });
    assert.deepEqual(v92.stop, { lsn: parseLsn('3/145D8A8'), file: '000000010000000300000001', line: 2 });
    assert.equal(v92.stopTimeline, 1);
    assert.equal(v92.label, 'standalone hot backup of 9.2');
    assert.equal(read(sample('9.6/0000000100000002000000FB.00000028.backup')).from, 'primary');
  });

  it('whose stop lies on a boundary keeps the text of its file name', () => {
    const value = read(sample('9.2/boundary/0000000100000002000000FD.00000020.backup'));
    assert.equal(value.stop?.lsn, parseLsn('2/FF000000'));
    assert.equal(value.stop?.file, '0000000100000002000000FE');
  });

  it('of 9.0 and 19 tells every field', () => {
    const v90 = read(bytesOf(V90));
    assert.deepEqual([v90.method, v90.from, v90.label, v90.stopTimeline], [undefined, undefined, 'ex0', 1]);
    assert.equal(v90.stop?.lsn, 0x10000d8n);
    const v19 = read(bytesOf(V19));
    assert.equal(v19.stop?.lsn, 0x208bde8n);
    assert.equal(v19.stopTime?.epochMs, Date.UTC(2026, 10, 21, 23, 11, 42));
    assert.deepEqual(
      v19.lines.map((line) => line.line),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  });

  it('of an incremental backup ends with its parent', () => {
    const value = read(bytesOf(`${V19}INCREMENTAL FROM LSN: 0/1000028\nINCREMENTAL FROM TLI: 1\n`));
    assert.deepEqual(value.incrementalFrom, { lsn: 0x1000028n, timeline: 1 });
    assert.equal(value.stopTimeline, 1);
  });

  it('tells the stop timeline by the line, not by the name', () => {
    const moved = V19.replace('STOP TIMELINE: 1', 'STOP TIMELINE: 3').replace(
      '0/0208BDE8 (file 00000001',
      '0/0208BDE8 (file 00000002',
    );
    assert.equal(read(bytesOf(moved)).stopTimeline, 3);
    assert.equal(read(bytesOf(moved.replace('STOP TIMELINE: 3\n', ''))).stopTimeline, 2);
  });
});

describe('a backup history file that cannot be used', () => {
  const of = (text: string): Parsed<BackupHistory> => parseBackupHistory(bytesOf(text));

  it('is empty, binary or something else', () => {
    assert.deepEqual(told(of('')), ['error empty 1:1']);
    assert.deepEqual(told(parseBackupHistory(new Uint8Array(100))), ['error binary 1:1']);
    assert.deepEqual(told(of('hello\n')), ['error missing-start 1:1']);
    assert.equal(of('hello\n').value, undefined);
  });

  it('lacks a location or has a malformed one', () => {
    assert.deepEqual(told(of(V19.replace(/STOP WAL.*\n/, ''))), ['error missing-stop 1:1']);
    assert.deepEqual(told(of(V19.replace(/START WAL.*\n/, ''))), ['error missing-start 1:1']);
    assert.deepEqual(told(of(V19.replace('0/0208BDE8', '0/0208BDEX'))), ['error stop-malformed 2:20']);
    assert.deepEqual(told(of(V19.replace('0/02000028', ''))), ['error start-malformed 1:21']);
    assert.equal(of(V19.replace('0/02000028', '')).value?.stop?.lsn, 0x208bde8n);
  });

  it('ends before it starts', () => {
    assert.deepEqual(told(of(V19.replace('0/0208BDE8', '0/01000000'))), ['error stop-before-start 2:20']);
  });

  it('is cut off anywhere', () => {
    for (let length = 0; length < V19.length; length++) of(V19.slice(0, length));
    assert.deepEqual(told(of(V19.slice(0, 80))), ['error missing-stop 1:1', 'warning unknown-line 2:1']);
  });
});

describe('a backup history file that was tampered with', () => {
  const of = (text: string): Parsed<BackupHistory> => parseBackupHistory(bytesOf(text));

  it('but tells its locations is no error: no server reads it', () => {
    assert.deepEqual(told(of(V19.replaceAll('\n', '\r\n'))), ['info crlf 1:1']);
    assert.equal(of(V19.replaceAll('\n', '\r\n')).value?.label, 'low1');
    assert.deepEqual(told(of(V19.replace('LABEL', 'MOOD: good\nLABEL'))), ['warning unknown-line 7:1']);
    assert.deepEqual(told(of(V19.replace(/(STOP WAL.*\n)(CHECK.*\n)/, '$2$1'))), ['warning order 3:1']);
    assert.equal(of(V19.replace(/(STOP WAL.*\n)(CHECK.*\n)/, '$2$1')).value?.stop?.line, 3);
  });

  it('and has a line twice keeps the first', () => {
    const twice = V19.replace(
      'CHECKPOINT',
      'STOP WAL LOCATION: 9/0 (file 000000010000000900000000)\nCHECKPOINT',
    );
    assert.deepEqual(told(of(twice)), ['warning duplicate-line 3:1']);
    assert.equal(of(twice).value?.stop?.lsn, 0x208bde8n);
  });

  it('and is 100 MB large is read at its beginning', () => {
    const large = new Uint8Array(100 * 1024 * 1024).fill(0x61);
    large.set(bytesOf(V19));
    const result = parseBackupHistory(large);
    assert.ok(told(result).includes('warning too-large 1:1'));
    assert.equal(result.value?.stop?.lsn, 0x208bde8n);
  });
});
