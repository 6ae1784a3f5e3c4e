import assert from 'node:assert/strict';
import { type BackupLabel, parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import type { Parsed } from '../../../src/core/formats/parsed';
import { bytesOf, sample, SAMPLE_VERSIONS } from './samples';

const LINES = [
  'START WAL LOCATION: 0/2000028 (file 000000010000000000000002)',
  'CHECKPOINT LOCATION: 0/2000060',
  'BACKUP METHOD: streamed',
  'BACKUP FROM: primary',
  'START TIME: 2026-11-21 22:38:12 UTC',
  'LABEL: nightly',
  'START TIMELINE: 1',
];

const text = (lines: readonly string[], end = '\n'): string => lines.map((line) => line + end).join('');
const parse = (lines: readonly string[], version?: number): Parsed<BackupLabel> =>
  parseBackupLabel(bytesOf(text(lines)), version);

/** The lines with one of them replaced (or removed, without a replacement). */
function changed(line: number, ...by: string[]): string[] {
  return LINES.toSpliced(line - 1, 1, ...by);
}

/** Reason, severity and position of each problem. */
function told({ problems }: Parsed<BackupLabel>): string[] {
  return problems.map(
    ({ code, severity, line, column, args }) =>
      `${code} ${severity} ${String(args['reason'])} ${String(line)}:${String(column)}`,
  );
}

describe('a label that a server refuses', () => {
  const refused = (result: Parsed<BackupLabel>, ...problems: string[]): void => {
    assert.deepEqual(told(result), problems);
    assert.notEqual(result.value?.serverAccepts, true);
  };

  it('is empty', () => {
    refused(parseBackupLabel(new Uint8Array()), 'unreadable-label error empty 1:1');
  });

  it('is binary', () => {
    for (const version of ['9.2', '9.6']) {
      const result = parseBackupLabel(sample(`${version}/damaged/label-binary`));
      refused(result, 'unreadable-label error binary 1:1');
      assert.equal(result.value, undefined);
    }
    refused(parseBackupLabel(new Uint8Array(8192)), 'unreadable-label error binary 1:1');
  });

  it('has CRLF line ends, and is read all the same', () => {
    for (const version of ['9.2', '9.6']) {
      const result = parseBackupLabel(sample(`${version}/damaged/label-crlf`));
      refused(result, 'unreadable-label error crlf 1:63');
      const plain = parseBackupLabel(sample(`${version}/backup_label`)).value;
      assert.deepEqual({ ...result.value, serverAccepts: true }, plain);
    }
  });

  it('has its first carriage return on line 2', () => {
    refused(parse(changed(2, `${LINES[1] ?? ''}\r`)), 'unreadable-label error crlf 2:31');
  });

  it('has a byte order mark', () => {
    const result = parseBackupLabel(bytesOf(`\uFEFF${text(LINES)}`));
    refused(result, 'unreadable-label error byte-order-mark 1:1');
    assert.equal(result.value?.start?.lsn, 0x2000028n);
  });

  it('is UTF-16', () => {
    const utf16 = new Uint8Array(Buffer.from(`\uFEFF${text(LINES)}`, 'utf16le'));
    refused(parseBackupLabel(utf16), 'unreadable-label error byte-order-mark 1:1');
  });

  it('has no location on its first line', () => {
    for (const version of ['9.2', '9.6']) {
      const result = parseBackupLabel(sample(`${version}/damaged/label-start-malformed`));
      refused(result, 'unreadable-label error start-malformed 1:21');
      assert.equal(result.value?.start, undefined);
      assert.equal(result.value?.startTimeline, 1);
      assert.ok(result.value.checkpointLsn !== undefined);
    }
  });

  it('has wrong hexadecimal digits', () => {
    const start = (value: string): Parsed<BackupLabel> => parse(changed(1, `START WAL LOCATION: ${value}`));
    refused(
      start('0/20000G8 (file 000000010000000000000002)'),
      'unreadable-label error start-malformed 1:28',
    );
    refused(
      start('0-2000028 (file 000000010000000000000002)'),
      'unreadable-label error start-malformed 1:22',
    );
    refused(start('0/2000028 (file 00000001000000000000000)'), 'unreadable-label error start-malformed 1:61');
    refused(
      start('0/2000028 (file 0000000100000000000000022)'),
      'unreadable-label error start-malformed 1:61',
    );
    refused(
      start('0/2000028 (file G00000010000000000000002)'),
      'unreadable-label error start-malformed 1:37',
    );
    refused(start('0/2000028'), 'unreadable-label error start-malformed 1:21');
    refused(
      start('0/2000028 (file 000000010000000000000002) '),
      'unreadable-label error trailing-blank 1:62',
    );
    refused(
      parse(changed(2, 'CHECKPOINT LOCATION: 0/XYZ')),
      'unreadable-label error checkpoint-malformed 2:24',
    );
  });

  it('lacks a line that a server needs', () => {
    refused(parse(changed(1)), 'unreadable-label error missing-start 1:1');
    refused(parse(changed(2)), 'unreadable-label error missing-checkpoint 2:1');
    refused(parse(['nothing', 'of', 'that', 'kind']), 'unreadable-label error missing-start 1:1');
  });

  it('is cut off in its first two lines', () => {
    const whole = text(LINES);
    const checkpointEnd = whole.indexOf('\n', 70);
    for (let length = 1; length < checkpointEnd; length++) {
      const result = parseBackupLabel(bytesOf(whole.slice(0, length)));
      assert.equal(result.value?.serverAccepts ?? false, false, String(length));
      assert.equal(result.problems[0]?.code, 'unreadable-label');
      assert.equal(result.problems[0].args['reason'], 'truncated', String(length));
    }
    const result = parseBackupLabel(bytesOf(whole.slice(0, checkpointEnd)));
    refused(result, 'unreadable-label error truncated 2:31');
  });

  it('has its lines in another order', () => {
    const [start = '', checkpoint = '', ...rest] = LINES;
    refused(parse([checkpoint, start, ...rest]), 'unreadable-label error order 2:1');
    assert.equal(parse([checkpoint, start, ...rest]).value?.start?.lsn, 0x2000028n);
    const last = parse([checkpoint, ...rest, start]);
    assert.equal(told(last)[0], 'unreadable-label error order 7:1');
    assert.equal(last.value?.start?.line, 7);
  });

  it('contradicts its own timeline, from 11', () => {
    const lines = changed(7, 'START TIMELINE: 2');
    refused(parse(lines), 'unreadable-label error timeline-mismatch 7:17');
    assert.deepEqual(parse(lines).problems[0]?.args, { reason: 'timeline-mismatch', parsed: 2, expected: 1 });
    assert.equal(parse(lines).value?.startTimeline, 1);
    assert.equal(parse(lines, 100000).value?.serverAccepts, true);
  });

  it('has a label text that forges the timeline: real labels of 10 to 18', () => {
    for (const [version, versionNum] of SAMPLE_VERSIONS.filter(([, number]) => number >= 100000)) {
      const result = parseBackupLabel(sample(`${version}/forged_label`), versionNum);
      if (versionNum >= 110000) {
        refused(
          result,
          'unreadable-label error forged-timeline 7:1',
          'unusual-label info multi-line-label 6:8',
        );
        assert.deepEqual(result.problems[0]?.args, { reason: 'forged-timeline', parsed: 9, expected: 1 });
      } else {
        assert.equal(result.value?.serverAccepts, true);
      }
      assert.equal(result.value?.label, 'first line\nSTART TIMELINE: 9\nlast line');
      assert.equal(result.value.startTimeline, 1);
    }
  });

  it('has a label text that forges an incremental backup', () => {
    const lines = changed(6, 'LABEL: x', 'INCREMENTAL FROM LSN: 0/1', 'y');
    refused(
      parse(lines),
      'unreadable-label error forged-incremental 7:1',
      'unusual-label info multi-line-label 6:8',
    );
    assert.equal(parse(lines, 160000).value?.serverAccepts, true);
    assert.equal(parse(lines).value?.incrementalFrom, undefined);
  });
});

describe('a label that a server accepts although something is out of place', () => {
  const accepted = (result: Parsed<BackupLabel>, ...problems: string[]): void => {
    assert.deepEqual(told(result), problems);
    assert.equal(result.value?.serverAccepts, true);
  };

  it('has lines that no server writes', () => {
    accepted(parse(changed(5, LINES[4] ?? '', 'MOOD: good')), 'unusual-label warning unknown-line 6:1');
    accepted(parse(changed(5, LINES[4] ?? '', '')), 'unusual-label warning unknown-line 6:1');
  });

  it('has a line twice', () => {
    const twice = changed(5, LINES[4] ?? '', 'START TIME: 2020-01-01 00:00:00 UTC');
    accepted(parse(twice), 'unusual-label warning duplicate-line 6:1');
    assert.match(parse(twice).value?.startTime?.text ?? '', /^2026/);
  });

  it('has method and origin swapped, which the server then does not find', () => {
    const [start = '', checkpoint = '', method = '', from = '', ...rest] = LINES;
    accepted(
      parse([start, checkpoint, from, method, ...rest]),
      'unusual-label warning order 4:1',
      'unusual-label warning not-read-by-server 3:1',
      'unusual-label warning not-read-by-server 4:1',
    );
    const standby = parse([start, checkpoint, 'BACKUP FROM: standby', method, ...rest]);
    assert.ok(told(standby).includes('unusual-label error not-read-by-server 3:1'));
  });

  it('has a start time below its label', () => {
    const lines = [
      ...LINES.slice(0, 4),
      'LABEL: x',
      'START TIME: 2026-11-21 22:38:12 UTC',
      'START TIMELINE: 1',
    ];
    accepted(parse(lines), 'unusual-label warning order 6:1');
    assert.equal(parse(lines).value?.label, 'x');
    assert.ok(parse(lines).value?.startTime !== undefined);
  });

  it('has a segment name in lower case', () => {
    const lines = changed(1, 'START WAL LOCATION: 0/2000028 (file 00000001000000000000000a)');
    accepted(parse(lines), 'unusual-label warning file-name-malformed 1:21');
  });

  it('has locations in a form that only C reads', () => {
    const prefixed = parse(changed(1, 'START WAL LOCATION: 0x0/0x2000028 (file 000000010000000000000002)'));
    accepted(prefixed, 'unusual-label warning unknown-value 1:21');
    assert.equal(prefixed.value?.start?.lsn, 0x2000028n);
    const checkpoint = parse(changed(2, 'CHECKPOINT LOCATION: +0/2000060'));
    accepted(checkpoint, 'unusual-label warning unknown-value 2:22');
    assert.equal(checkpoint.value?.checkpointLsn, 0x2000060n);
    const tabs = parse(changed(1, 'START\tWAL\tLOCATION:\t0/2000028\t(file\t000000010000000000000002)'));
    accepted(tabs, 'unusual-label warning unknown-line 1:1');
    assert.deepEqual([tabs.value?.start?.lsn, tabs.value?.startTimeline], [0x2000028n, 1]);
  });

  it('has values that no server writes', () => {
    accepted(parse(changed(4, 'BACKUP FROM: moon')), 'unusual-label warning unknown-value 4:14');
    accepted(parse(changed(5, 'START TIME: yesterday')), 'unusual-label warning time-malformed 5:13');
  });

  it('has a label text of several lines', () => {
    const result = parse(changed(6, 'LABEL: a', 'b', 'STOP TIME: c'));
    accepted(result, 'unusual-label info multi-line-label 6:8');
    assert.equal(result.value?.label, 'a\nb\nSTOP TIME: c');
    const line = result.value.lines.find((one) => one.key === 'LABEL');
    assert.deepEqual([line?.line, line?.lastLine], [6, 8]);
  });

  it('has a label text that hides an incremental backup from the server', () => {
    const lines = [
      ...changed(6, 'LABEL: a', 'b'),
      'INCREMENTAL FROM LSN: 0/1000028',
      'INCREMENTAL FROM TLI: 1',
    ];
    accepted(
      parse(lines),
      'unusual-label info multi-line-label 6:8',
      'unusual-label error hidden-incremental 6:8',
    );
  });

  it('repeats the right timeline in its text', () => {
    const result = parse(changed(6, 'LABEL: a', 'START TIMELINE: 1', 'b'));
    accepted(result, 'unusual-label info multi-line-label 6:8');
  });

  it('is 100 MB large: only the beginning is read', () => {
    const large = new Uint8Array(100 * 1024 * 1024).fill(0x61);
    large.set(bytesOf(text(LINES)));
    const result = parseBackupLabel(large);
    assert.ok(told(result).includes('unusual-label warning too-large undefined:undefined'));
    assert.equal(result.value?.start?.lsn, 0x2000028n);
    large.fill(0x0a);
    assert.equal(told(parseBackupLabel(large))[0], 'unreadable-label error missing-start 1:1');
    large.fill(0);
    assert.equal(told(parseBackupLabel(large))[0], 'unreadable-label error binary 1:1');
  });
});
