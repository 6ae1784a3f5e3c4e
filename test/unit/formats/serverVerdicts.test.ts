import assert from 'node:assert/strict';
import { parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import { bytesOf } from './samples';

const LINES = [
  'START WAL LOCATION: 7/2000028 (file 000000010000000700000002)',
  'CHECKPOINT LOCATION: 7/2000060',
  'BACKUP METHOD: streamed',
  'BACKUP FROM: primary',
  'START TIME: 2026-11-21 22:38:12 UTC',
  'LABEL: nightly',
  'START TIMELINE: 1',
];
const HEAD = LINES.slice(0, 5);

const text = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');
const start = (line: string): string => text(line, ...LINES.slice(1));

/** Labels with which PostgreSQL 18.4 was started, and whether it refused them. */
const VERDICTS: readonly (readonly [what: string, label: string, refused: boolean])[] = [
  ['as written', text(...LINES), false],
  ['two lines only', text(...LINES.slice(0, 2)), false],
  ['no newline behind line 2', LINES.slice(0, 2).join('\n'), true],
  ['more blanks', start('START WAL LOCATION:   7/2000028   (file   000000010000000700000002)'), false],
  ['no blanks', start('START WAL LOCATION:7/2000028(file 000000010000000700000002)'), false],
  ['tabs', start('START\tWAL\tLOCATION:\t7/2000028\t(file\t000000010000000700000002)'), false],
  ['a newline inside line 1', start('START WAL LOCATION: 7/2000028\n(file 000000010000000700000002)'), false],
  ['a blank behind line 1', start('START WAL LOCATION: 7/2000028 (file 000000010000000700000002) '), true],
  ['a name of 23 digits', start('START WAL LOCATION: 7/2000028 (file 00000001000000070000000)'), true],
  ['a name of 25 digits', start('START WAL LOCATION: 7/2000028 (file 0000000100000007000000022)'), true],
  ['a word for a name', start('START WAL LOCATION: 7/2000028 (file 00000001hello)'), true],
  ['a name in lower case', start('START WAL LOCATION: 7/2000028 (file 00000001000000070000000a)'), false],
  ['prefixes', start('START WAL LOCATION: 0x7/0x2000028 (file 000000010000000700000002)'), false],
  ['a minus sign', start('START WAL LOCATION: -7/2000028 (file 000000010000000700000002)'), false],
  ['a padded location', start('START WAL LOCATION: 7/02000028 (file 000000010000000700000002)'), false],
  ['an empty line first', `\n${text(...LINES)}`, true],
  ['an empty line second', start(`${LINES[0] ?? ''}\n`), true],
  ['junk behind the timeline', text(...HEAD, 'LABEL: x', 'START TIMELINE: 1junk'), false],
  ['junk for the timeline', text(...HEAD, 'LABEL: x', 'START TIMELINE: x'), false],
  [
    'another timeline in line 2 of the label',
    text(...HEAD, 'LABEL: a', 'START TIMELINE: 9', 'b', 'START TIMELINE: 1'),
    true,
  ],
  [
    'the same timeline in line 2 of the label',
    text(...HEAD, 'LABEL: a', 'START TIMELINE: 1', 'b', 'START TIMELINE: 1'),
    false,
  ],
  [
    'another timeline in line 3 of the label',
    text(...HEAD, 'LABEL: a', 'b', 'START TIMELINE: 9', 'START TIMELINE: 1'),
    false,
  ],
  ['an empty label, which swallows the next line', text(...HEAD, 'LABEL: ', 'START TIMELINE: 9'), false],
  ['an empty label and an empty line', text(...HEAD, 'LABEL: ', '', 'START TIMELINE: 9'), false],
  ['a label of 1023 bytes', text(...HEAD, `LABEL: ${'x'.repeat(1023)}`, 'START TIMELINE: 1'), false],
  [
    'a label of 1024 bytes, which hides the next line',
    text(...HEAD, `LABEL: ${'x'.repeat(1024)}`, 'START TIMELINE: 9'),
    false,
  ],
  ['no time', text(...LINES.slice(0, 4), 'LABEL: x', 'START TIMELINE: 9'), true],
  ['no label', text(...HEAD, 'START TIMELINE: 9'), true],
  [
    'a strange line',
    text(...LINES.slice(0, 4), 'FOO: bar', ...LINES.slice(4, 6), 'START TIMELINE: 9'),
    false,
  ],
  [
    'a time that is too long',
    text(...LINES.slice(0, 4), `START TIME: ${'x'.repeat(200)}`, 'LABEL: x', 'START TIMELINE: 9'),
    false,
  ],
  [
    'method and origin swapped',
    text(...LINES.slice(0, 2), LINES[3] ?? '', LINES[2] ?? '', ...LINES.slice(4, 6), 'START TIMELINE: 9'),
    false,
  ],
  ['an incremental backup', text(...LINES, 'INCREMENTAL FROM LSN: 0/1', 'INCREMENTAL FROM TLI: 1'), true],
  ['half a location of a parent', text(...LINES, 'INCREMENTAL FROM LSN: 5'), true],
  ['no location of a parent', text(...LINES, 'INCREMENTAL FROM LSN: zz'), false],
  [
    'an incremental backup in line 2 of the label',
    text(...HEAD, 'LABEL: a', 'INCREMENTAL FROM LSN: 0/1', 'y', 'START TIMELINE: 1'),
    true,
  ],
];

describe('what PostgreSQL 18 said of a label with', () => {
  for (const [what, label, refused] of VERDICTS) {
    it(`${what}: ${refused ? 'refused' : 'accepted'}`, () => {
      assert.equal(parseBackupLabel(bytesOf(label), 180000).value?.serverAccepts, !refused);
    });
  }
});
