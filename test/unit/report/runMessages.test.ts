import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/ground/finding';
import { RUN_CODES } from '../../../src/core/model/findingRuns';
import { messageOf } from '../../../src/core/report/messages';
import { findingToReport } from '../../../src/core/report/toReport';

const FIRST = '000000010000000A00000000';
const LAST = '000000010000000A000000FF';
const RANGE = { segment: FIRST, first: FIRST, last: LAST, count: 256 };

function run(code: Finding['code'], more: Partial<Finding> = {}): Finding {
  return { code, severity: 'error', segment: FIRST, ...more, args: { ...RANGE, ...more.args } };
}

describe('the words for several segments in a row', () => {
  it('give their number and the whole names of the first and the last', () => {
    const { message } = messageOf(run('zeroed-segment'));
    assert.equal(
      message,
      `256 segments contain zeros instead of WAL: ${FIRST} to ${LAST}. They were preallocated and never written, or their content was lost. ` +
        'Recovery from any older backup ends at the first of them, and later changes are not recovered.',
    );
  });

  for (const code of RUN_CODES) {
    it(`are whole sentences for ${code}`, () => {
      const reasons = [
        '',
        'unsupported',
        'unknown',
        'EACCES',
        'not-compared',
        'not-comparable',
        'not-walked',
      ];
      for (const reason of [...reasons, 'harmless', 'two-files', 'one-wrong', 'differ'])
        for (const more of [{}, { set: '/backup' }, { severity: 'info' as const }])
          for (const args of [
            { reason },
            { reason, found: 150000, size: 5, expected: 16, good: '/a/b', compression: 'gzip' },
          ]) {
            const { message, hint } = messageOf(run(code, { ...more, args }));
            assert.ok(message.startsWith('256 segments '), message);
            assert.ok(message.includes(`: ${FIRST} to ${LAST}.`), message);
            for (const text of [message, hint]) {
              assert.doesNotMatch(text, /undefined|NaN|\s{2}|\s\.\W|\.\.|:\./, text);
              assert.match(text, /[.]$/, text);
            }
          }
    });
  }

  it('say the size only if all have the same', () => {
    assert.match(
      messageOf(run('truncated-segment', { args: { size: 5, expected: 16 } })).message,
      /truncated \(5 bytes instead of 16\): /,
    );
    assert.match(messageOf(run('truncated-segment')).message, /truncated: /);
  });

  it('show no character of a hostile name', () => {
    const { message } = messageOf(run('zeroed-segment', { args: { last: '\u001b[31m\u202e' } }));
    assert.doesNotMatch(message, /[\p{Cc}\u202e]/u);
  });

  it('come with the last segment and the count in the report, whose key for the segment names the first', () => {
    const { segment, lastSegment, segmentCount } = findingToReport(run('zeroed-segment'));
    assert.deepEqual([segment, lastSegment, segmentCount], [FIRST, LAST, 256]);
    const one = findingToReport({ code: 'zeroed-segment', severity: 'error', segment: FIRST, args: {} });
    assert.ok(!('lastSegment' in one) && !('segmentCount' in one));
  });
});
