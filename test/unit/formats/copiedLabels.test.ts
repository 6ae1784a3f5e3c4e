import assert from 'node:assert/strict';
import { parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import { consequenceOf } from '../../../src/core/model/consequences';

const LABEL = `START WAL LOCATION: 0/5000028 (file 000000010000000000000005)
CHECKPOINT LOCATION: 0/5000060
BACKUP METHOD: streamed
BACKUP FROM: primary
START TIME: 2026-11-21 23:04:51 UTC
LABEL: one
START TIMELINE: 1
`;

/** What terminals, psql and editors make of a label, and the reason for which every server refuses it. */
const COPIED: Record<string, (label: string) => string> = {
  'byte-order-mark': (label) => `\ufeff${label}`,
  'blank-first-line': (label) => `\n${label}`,
  'trailing-blank': (label) => label.replace(')\n', ') \n'),
  'psql-output': (label) => label.split('\n').join('+\n '),
  crlf: (label) => label.replaceAll('\n', '\r\n'),
};

function reasonsOf(text: string): (string | number | undefined)[] {
  const { problems } = parseBackupLabel(new TextEncoder().encode(text), 150000);
  return problems
    .filter(({ code }) => code === 'unreadable-label')
    .map(({ args, code }) => {
      assert.equal(consequenceOf(code, args), 'damage');
      return args['reason'];
    });
}

describe('a label that was copied from a screen', () => {
  for (const [reason, change] of Object.entries(COPIED))
    it(`is damaged: ${reason}`, () => {
      assert.deepEqual(reasonsOf(change(LABEL)), [reason]);
    });

  it('is damaged by blanks in its second line, and not by those further down', () => {
    assert.deepEqual(reasonsOf(LABEL.replace('0/5000060\n', '0/5000060\t\n')), ['trailing-blank']);
    assert.deepEqual(reasonsOf(LABEL.replace('streamed\n', 'streamed \n')), []);
    assert.deepEqual(reasonsOf(LABEL.replace('LABEL: one', 'LABEL: one +')), []);
  });
});
