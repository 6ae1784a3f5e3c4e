import assert from 'node:assert/strict';
import type { CompletionPlan } from '../../../src/core/complete/completionPlan';
import type { WriteProblem } from '../../../src/core/complete/writeProblem';
import type { Finding } from '../../../src/core/ground/finding';
import { CompletionWords } from '../../../src/core/restore/completionWords';

const words = new CompletionWords((text, ...args) =>
  text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
);

const recycled: Finding = {
  code: 'recycled-segment',
  severity: 'error',
  segment: '000000010000000300000001',
  set: '/b',
  args: { segment: '000000010000000300000001', pageAddress: '2/F9000000', expected: '3/1000000' },
};

const plan: CompletionPlan = {
  setId: '/b',
  folder: '/b/pg_wal',
  required: 9,
  present: 3,
  copies: [
    { timeline: 1, first: 1, last: 3, archive: '/archive', suffix: '' },
    { timeline: 1, first: 4, last: 4, archive: '/second', suffix: '.gz' },
  ],
  absent: [{ timeline: 1, first: 5, last: 6 }],
  partialOnly: 1,
  obstacles: [],
  refused: [recycled],
  companions: ['00000002.history'],
  missingCompanions: [],
  leftovers: ['0000000100000002000000FB.pgbi-0123456789ab.tmp'],
  segmentSize: 16 * 1024 * 1024,
  canceled: false,
};

describe('the words of a completion', () => {
  it('say before anything is written how much comes from where into which folder', () => {
    const { message, detail } = words.question(plan, 'shop on db1');
    assert.equal(message, 'Copy 6 segments (96 MB) into this backup?');
    for (const part of [
      'Into /b/pg_wal',
      'From /archive: 3 segments (48 MB)',
      'From /second: 1 segment (16 MB)',
      'From the server shop on db1: 2 segments (32 MB)',
      'Already present: 3 of 9 segments',
      'Also copied: 00000002.history',
      'An interrupted run left the file 0000000100000002000000FB.pgbi-0123456789ab.tmp.',
    ])
      assert.ok(detail.includes(part), `${part}\n${detail}`);
  });

  it('promise no more than the archives have, where there is no server', () => {
    const { message, detail } = words.question(plan, undefined);
    assert.equal(message, 'Copy 4 segments (64 MB) into this backup?');
    assert.match(detail, /Not in any known archive: 2 of 9 segments/);
    assert.match(detail, /only as a \.partial file/);
    assert.match(detail, /contains old WAL from 2\/F9000000/);
  });

  it('name every file that is in the way, what it is, and where nothing could take its place', () => {
    const one = words.obstacles({ ...plan, obstacles: [{ finding: recycled, replaceable: false }] });
    assert.equal(one.message, 'A file in this backup must be moved away first: 000000010000000300000001');
    assert.match(one.detail, /with this file the set cannot be restored/);
    assert.match(one.detail, /Segments without a good copy in any known archive: 1/);
    const many = Array.from({ length: 20 }, () => ({ finding: recycled, replaceable: true }));
    const all = words.obstacles({ ...plan, obstacles: many });
    assert.equal(all.message, '20 files in this backup must be moved away first');
    assert.match(all.detail, /… and 12 more/);
    assert.doesNotMatch(all.detail, /no archive within reach/);
  });

  it('say of every problem what it is and what to do', () => {
    const problems: readonly (readonly [WriteProblem, RegExp])[] = [
      [{ kind: 'exists', path: '/b/x' }, /was not changed/],
      [{ kind: 'live', path: '/b/postmaster.pid' }, /delete it, then try again/],
      [{ kind: 'outside', path: '/b/pg_wal', target: '/live' }, /Replace the link with an empty directory/],
      [{ kind: 'source', message: 'No.', remedy: 'Ask.' }, /^No\. Ask\.$/],
      [{ kind: 'canceled' }, /Canceled/],
      [{ kind: 'refused', path: '/b/x', code: 'zeroed-segment', args: { segment: 'X' } }, /zero/],
    ];
    for (const [problem, text] of problems) assert.match(words.problem(problem), text);
    for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO']) {
      const text = words.problem({ kind: 'system', path: '/b/\u202eevil\n', code });
      assert.match(text, /evil/);
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
    }
    assert.match(words.problem({ kind: 'system', path: '/b', code: 'EIO' }), /\(EIO\)/);
  });

  it('have an explanation for every refusal', () => {
    for (const reason of ['no-data-directory', 'start-unknown', 'stop-unknown', 'path-unknown'] as const)
      assert.ok(words.refusal(reason).length > 60);
  });
});
