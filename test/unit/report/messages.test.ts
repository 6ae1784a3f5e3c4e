import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Finding, FindingCode } from '../../../src/core/ground/finding';
import { findingCodes, messageOf } from '../../../src/core/report/messages';
import { severityOf } from './usualSeverity';
import { projectRoot } from '../../support/paths';
import { anyText } from './anyText';

function finding(code: FindingCode, args: Finding['args'] = {}, more: Partial<Finding> = {}): Finding {
  return { code, severity: severityOf(code), args, ...more };
}

const SEGMENT = '000000010000000300000001';

describe('messages of findings', () => {
  it('exist for every code of the type', () => {
    const source = readFileSync(join(projectRoot(), 'src/core/ground/finding.ts'), 'utf8');
    const [, union = ''] = /export type FindingCode =([^;]*);/.exec(source) ?? [];
    const codes = [...union.matchAll(/'([^']+)'/g)].map((match) => match[1]);
    assert.ok(codes.length > 50);
    assert.deepEqual([...findingCodes()].sort(), codes.sort());
  });

  for (const code of findingCodes()) {
    it(`are whole sentences for ${code}, with and without arguments`, () => {
      const severities = ['error', 'warning', 'info'] as const;
      for (const severity of severities) {
        for (const set of [{}, { set: '/backup' }]) {
          const { message, hint } = messageOf({ ...finding(code), severity, ...set });
          for (const text of [message, hint]) {
            assert.doesNotMatch(
              text,
              /undefined|NaN|null|\[object|\s{2}|\s\(\)|\s[,:;)]|\s\.\W|\.\.|:\.|\b(?:of|in) A /,
              text,
            );
            assert.match(text, /^[1…A-Za-z].*[.]$/, text);
          }
        }
      }
    });
  }

  it('stay one visible line whatever the arguments hold', () => {
    const names =
      'first last count archives segment size expected pageAddress found reason field label history file path text'.split(
        ' ',
      );
    const value = fc.oneof(
      anyText(60),
      fc.double(),
      fc.constantFrom('crlf', '__proto__', 'constructor', 'toString', '$&', ''),
    );
    const args = fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.constantFrom(...findingCodes()), args, (code, found) => {
        const { message, hint } = messageOf(finding(code, found));
        return !/[\p{Cc}\u2028\u2029\u202a-\u202e]/u.test(message + hint) && message.length < 2000;
      }),
      { numRuns: 200 },
    );
  });

  it('name what is missing and what that costs', () => {
    const { message, hint } = messageOf(
      finding('missing-segment', {
        first: '0000000100000002000000FD',
        last: '0000000100000002000000FE',
        count: 2,
        archives: 0,
        version: 90200,
      }),
    );
    assert.equal(
      message,
      '2 segments are missing: 0000000100000002000000FD to 0000000100000002000000FE. Without them recovery stops before the end of the backup: ' +
        'this set cannot be restored.',
    );
    assert.match(hint, /^No WAL archive of this cluster was found for this set\..* pg_xlog of the server/);
  });

  it('name the setting of the server’s own version', () => {
    const args = { pageAddress: '2/F9000000', expected: '3/1000000' };
    const of = (version: number): string =>
      messageOf(finding('recycled-segment', { ...args, version }, { segment: SEGMENT, set: 'x' })).hint;
    assert.match(of(90200), /wal_keep_segments/);
    assert.match(of(150000), /wal_keep_size/);
    const { message } = messageOf(finding('recycled-segment', args, { segment: SEGMENT, set: 'x' }));
    assert.match(
      message,
      /^000000010000000300000001 is a recycled file: it contains old WAL from 2\/F9000000, .*cannot be restored\.$/,
    );
  });

  it('do not call a set lost for a file of which there may be a good copy', () => {
    for (const code of ['truncated-segment', 'recycled-segment'] as const) {
      const { message } = messageOf(finding(code, { size: 1 }, { segment: SEGMENT, set: 'x' }));
      assert.match(message, /with (?:it|this file) the set cannot be restored\.$/);
    }
  });

  it('say of an unknown end whether the WAL was searched for it', () => {
    const unread = messageOf(finding('never-stopped', { reason: 'no-stop-found', version: 90600 }));
    assert.match(unread.message, /has not been searched for the end yet/);
    assert.match(unread.hint, /^Verify the set.*pg_stop_backup\(\)/);
    const read = messageOf(finding('never-stopped', { reason: 'no-end-record', reached: '3/13884D8' }));
    assert.match(read.message, /searched up to 3\/13884D8 without finding/);
  });

  it('tell a gap that ends recovery from one that leads to the wrong branch', () => {
    const gap = { count: 1, first: SEGMENT, last: SEGMENT, timeline: 1, affected: 1, labels: 'weekly' };
    const between = messageOf(finding('archive-gap', { ...gap, reason: 'between', bypassedBy: 2 })).message;
    assert.match(
      between,
      /along timeline 1 from an older backup \(weekly\) ends there, and later changes are not recovered\. Without/,
    );
    assert.match(between, /Recovery to timeline 2, which forked off before the gap, does not need it\.$/);
    const fork = messageOf(finding('archive-gap', { ...gap, timeline: 2, reason: 'fork' })).message;
    assert.match(
      fork,
      /^000000010000000300000001 is missing at the beginning of timeline 2.*data of the old timeline, without an error\.$/,
    );
  });

  it('do not name a size that was not read to its end', () => {
    const more = finding('wrong-size-segment', { reason: 'more', expected: 1048576 }, { segment: SEGMENT });
    assert.match(messageOf(more).message, /decompresses to more than 1,048,576 bytes/);
  });

  it('name no function that a server of this version does not have', () => {
    const hint = (version: number): string => messageOf(finding('missing-label', { version })).hint;
    assert.doesNotMatch(hint(90200), /non-exclusive/);
    assert.match(hint(90600), /pg_stop_backup\(\) returned it if/);
    assert.match(hint(150000), /pg_backup_stop\(\) returned it/);
  });

  it('do not call a set lost for a finding that is no error', () => {
    const wrong = finding('zeroed-segment', {}, { segment: SEGMENT, set: 'x', severity: 'warning' });
    assert.doesNotMatch(messageOf(wrong).message, /cannot be restored/);
  });

  it('say why a label is refused', () => {
    const crlf = messageOf(finding('unreadable-label', { reason: 'crlf' }));
    assert.match(crlf.message, /CR LF/);
    assert.match(crlf.hint, /LF/);
    const timeline = messageOf(
      finding('unreadable-label', { reason: 'forged-timeline', parsed: 9, expected: 1 }),
    );
    assert.match(timeline.message, /line break.*START TIMELINE is 9, but line 1 says 1/);
  });
});

describe('docs/findings.md', () => {
  const text = readFileSync(join(projectRoot(), 'docs/findings.md'), 'utf8');
  const sections = new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((part) => [part.split('\n')[0], part]),
  );

  it('has a section for every code and for nothing else', () => {
    assert.deepEqual([...sections.keys()].sort(), [...findingCodes()].sort());
  });

  it('tells severity and remedy of each', () => {
    for (const code of findingCodes()) {
      const section = sections.get(code) ?? '';
      assert.match(section, /\*\*Remedy:\*\*/, code);
      assert.ok((/\n\*([^*]+)\* · /.exec(section)?.[1] ?? '').includes(severityOf(code)), code);
    }
  });
});
