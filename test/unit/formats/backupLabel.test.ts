import assert from 'node:assert/strict';
import { type BackupLabel, parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import type { LabelKey } from '../../../src/core/formats/label/labelLines';
import { formatLsn, parseLsn } from '../../../src/core/ground/lsn';
import { bytesOf, sample, SAMPLE_VERSIONS } from './samples';

const V18_INCREMENTAL = `START WAL LOCATION: 0/7000028 (file 000000010000000000000007)
CHECKPOINT LOCATION: 0/7000080
BACKUP METHOD: streamed
BACKUP FROM: primary
START TIME: 2026-11-21 22:45:17 UTC
LABEL: pg_basebackup base backup
START TIMELINE: 1
INCREMENTAL FROM LSN: 0/5000028
INCREMENTAL FROM TLI: 1
`;

function read(text: string): BackupLabel {
  const { value, problems } = parseBackupLabel(bytesOf(text));
  assert.deepEqual(problems, []);
  assert.ok(value);
  return value;
}

describe('backup label', () => {
  for (const [version, versionNum] of SAMPLE_VERSIONS) {
    it(`of a real ${version} server is read without a complaint`, () => {
      const { value, problems } = parseBackupLabel(sample(`${version}/backup_label`), versionNum);
      assert.deepEqual(problems, []);
      assert.ok(value?.start !== undefined && value.checkpointLsn !== undefined);
      assert.equal(value.serverAccepts, true);
      assert.ok(value.checkpointLsn >= value.start.lsn);
      assert.equal(value.startTimeline, 1);
      assert.equal(value.declaredTimeline, versionNum >= 110000 ? 1 : undefined);
      assert.equal(value.from, 'primary');
      assert.ok(value.startTime?.epochMs !== undefined);
      assert.match(value.startTime.text, /UTC$/);
      assert.equal(
        new Date(value.startTime.epochMs).toISOString().slice(0, 19),
        value.startTime.text.slice(0, 19).replace(' ', 'T'),
      );
    });
  }

  it('of 9.2 tells every field', () => {
    const { value } = parseBackupLabel(sample('9.2/backup_label'));
    assert.ok(value);
    assert.deepEqual(value.start, { lsn: parseLsn('2/FB000020'), file: '0000000100000002000000FB', line: 1 });
    assert.equal(formatLsn(value.checkpointLsn ?? 0n), '2/FB000020');
    assert.equal(value.method, 'pg_start_backup');
    assert.equal(value.label, 'standalone hot backup of 9.2');
    assert.equal(value.incrementalFrom, undefined);
  });

  it('of a standby says so', () => {
    assert.equal(parseBackupLabel(sample('9.2/standby/backup_label')).value?.from, 'standby');
    assert.equal(parseBackupLabel(sample('9.6/standby/backup_label')).value?.from, 'standby');
  });

  it('of 9.0 has neither method nor origin', () => {
    const value = read(
      'START WAL LOCATION: 0/1000020 (file 000000010000000000000001)\nCHECKPOINT LOCATION: 0/1000058\n' +
        'START TIME: 2026-11-21 23:00:23 UTC\nLABEL: ex0\n',
    );
    assert.deepEqual([value.method, value.from, value.label], [undefined, undefined, 'ex0']);
    assert.equal(value.serverAccepts, true);
  });

  it('of 19 pads its locations', () => {
    const value = read(
      'START WAL LOCATION: 0/02000028 (file 000000010000000000000002)\nCHECKPOINT LOCATION: 0/02000088\n' +
        'BACKUP METHOD: streamed\nBACKUP FROM: primary\nSTART TIME: 2026-11-21 23:11:41 UTC\nLABEL: low1\nSTART TIMELINE: 1\n',
    );
    assert.equal(value.start?.lsn, 0x2000028n);
    assert.equal(value.checkpointLsn, 0x2000088n);
  });

  it('of pg_rewind has no LABEL', () => {
    const value = read(
      'START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\nCHECKPOINT LOCATION: 0/2000060\n' +
        'BACKUP METHOD: pg_rewind\nBACKUP FROM: standby\nSTART TIME: 2026-11-21 23:11:41 UTC\n',
    );
    assert.deepEqual([value.method, value.label], ['pg_rewind', undefined]);
  });

  it('of an incremental backup names its parent; a server refuses it without that being its fault', () => {
    const value = read(V18_INCREMENTAL);
    assert.deepEqual(value.incrementalFrom, { lsn: 0x5000028n, timeline: 1 });
    assert.equal(value.serverAccepts, false);
    assert.equal(value.declaredTimeline, 1);
  });

  it('may have an empty label text, and none behind the last newline', () => {
    const head = V18_INCREMENTAL.split('\n').slice(0, 5).join('\n');
    assert.equal(read(`${head}\nLABEL: \nSTART TIMELINE: 1\n`).label, '');
    assert.equal(read(`${head}\nLABEL: x`).label, 'x');
    assert.equal(read(`${head}\nLABEL: x\nSTART TIMELINE: 1`).declaredTimeline, 1);
  });

  it('tells where everything stands', () => {
    const { lines } = read(V18_INCREMENTAL);
    const source = V18_INCREMENTAL.split('\n');
    const cut = (
      key: LabelKey,
      part: 'keyColumns' | 'valueColumns' | 'lsnColumns' | 'fileColumns',
    ): string => {
      const line = lines.find((one) => one.key === key);
      const columns = line?.[part];
      return line === undefined || columns === undefined
        ? ''
        : (source[line.line - 1] ?? '').slice(columns.start - 1, columns.end - 1);
    };
    assert.deepEqual(
      lines.map((line) => line.line),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.equal(cut('START WAL LOCATION', 'keyColumns'), 'START WAL LOCATION');
    assert.equal(cut('START WAL LOCATION', 'lsnColumns'), '0/7000028');
    assert.equal(cut('START WAL LOCATION', 'fileColumns'), '000000010000000000000007');
    assert.equal(cut('START WAL LOCATION', 'valueColumns'), '0/7000028 (file 000000010000000000000007)');
    assert.equal(cut('CHECKPOINT LOCATION', 'lsnColumns'), '0/7000080');
    assert.deepEqual(
      lines.filter(({ lsn }) => lsn !== undefined).map(({ key, lsn }) => [key, lsn]),
      [
        ['START WAL LOCATION', 0x7000028n],
        ['CHECKPOINT LOCATION', 0x7000080n],
        ['INCREMENTAL FROM LSN', 0x5000028n],
      ],
    );
    assert.equal(cut('INCREMENTAL FROM LSN', 'lsnColumns'), '0/5000028');
    assert.equal(cut('LABEL', 'valueColumns'), 'pg_basebackup base backup');
    assert.equal(cut('LABEL', 'lsnColumns'), '');
  });

  it('keeps markup, command links and control characters in the label as they are', () => {
    const nasty =
      '[x](command:workbench.action.terminal.new) <img src=x onerror=alert(1)> \u0007\u202e\t$(rm)';
    const head = V18_INCREMENTAL.split('\n').slice(0, 5).join('\n');
    assert.equal(read(`${head}\nLABEL: ${nasty}\nSTART TIMELINE: 1\n`).label, nasty);
  });

  it('may be in any encoding', () => {
    const head = V18_INCREMENTAL.split('\n').slice(0, 5).join('\n');
    const latin1 = new Uint8Array([
      ...bytesOf(`${head}\nLABEL: f`),
      0xfc,
      ...bytesOf('r\nSTART TIMELINE: 1\n'),
    ]);
    const { value, problems } = parseBackupLabel(latin1);
    assert.deepEqual(problems, []);
    assert.equal(value?.label, 'f\uFFFDr');
    assert.equal(value.declaredTimeline, 1);
  });
});
