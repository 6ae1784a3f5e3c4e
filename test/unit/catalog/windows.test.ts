import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { timeText, walkStart, windowPlans, windowsOf } from '../../../src/core/proofs/windows';
import { withReading } from '../../../src/core/proofs/withReading';
import type { Finding } from '../../../src/core/ground/finding';
import type { ArchiveWalk } from '../../../src/core/verify/records/walkArchive';
import { aSet, anArchive, lsn } from '../report/fabricated';

const archive = anArchive();
const catalog = { archives: [archive] };
const proven = (id: string, stop: string, more: Partial<BackupSet> = {}): BackupSet =>
  aSet({
    id,
    verdict: 'restorable',
    stop: { lsn: lsn(stop), timeline: 1, time: undefined, source: 'backup-end-record' },
    ...more,
  });
const WALK: ArchiveWalk = {
  reached: lsn('3/1800000'),
  records: 7,
  commits: { count: 2, first: 1_000_000, last: 2_000_001, latest: 2_000_001 },
  restorePoints: [],
  moreRestorePoints: 0,
  cut: undefined,
  canceled: false,
};

describe('windowPlans', () => {
  it('sets out from proven sets of the archive, the earliest stop first', () => {
    const sets = [
      proven('late', '3/145D8A8'),
      proven('early', '3/45D8A8'),
      proven('unproven', '3/45D8A8', { verdict: 'complete' }),
      proven('of-another-archive', '3/45D8A8', { archives: ['/elsewhere'] }),
      proven('without-stop', '3/45D8A8', { stop: undefined }),
    ];
    const [plan, ...more] = windowPlans(archive, sets, catalog);
    assert.equal(more.length, 0);
    assert.deepEqual(
      plan?.sets.map(({ id }) => id),
      ['early', 'late'],
    );
    assert.equal(plan.lastSegment, archive.runs.at(-1)?.last);
    assert.deepEqual(plan.job.places, [{ path: archive.path, runs: archive.runs }]);
  });

  it('has no way along a timeline whose history is not there, nor without a segment size', () => {
    const [first] = archive.timelines;
    assert.ok(first);
    const second = { ...archive, timelines: [{ ...first, timeline: 2 }] };
    const onSecond = proven('a', '3/45D8A8', {
      stop: { lsn: lsn('3/45D8A8'), timeline: 2, time: undefined, source: 'backup-end-record' },
    });
    assert.deepEqual(windowPlans(second, [onSecond], catalog), []);
    // A server that begins on it needs no history of it.
    const begun = { ...onSecond, start: { lsn: lsn('3/400028'), timeline: 2, time: undefined } };
    const [plan, ...more] = windowPlans(second, [begun, proven('of-the-first', '3/45D8A8')], catalog);
    assert.deepEqual([plan?.timeline, plan?.sets.map(({ id }) => id), more], [2, ['a'], []]);
    assert.deepEqual(
      windowPlans({ ...archive, geometry: undefined }, [proven('a', '3/45D8A8')], catalog),
      [],
    );
  });

  it('leaves out a set whose stop lies on another timeline', () => {
    const other = proven('a', '3/45D8A8', {
      stop: { lsn: lsn('3/45D8A8'), timeline: 2, time: undefined, source: 'backup-end-record' },
    });
    assert.deepEqual(windowPlans(archive, [other], catalog), []);
  });
});

describe('windowsOf', () => {
  const [plan] = windowPlans(archive, [proven('a', '3/145D8A8'), proven('b', '3/45D8A8')], catalog);
  assert.ok(plan);

  it('reaches from each stop to the last record; the first commit after it is known of the first set only', () => {
    const windows = windowsOf(plan, plan.sets, WALK);
    assert.deepEqual(
      windows.map(({ setId, fromLsn, toLsn, fromTime, toTime }) => [setId, fromLsn, toLsn, fromTime, toTime]),
      [
        [
          'b',
          lsn('3/45D8A8'),
          WALK.reached,
          '1970-01-01 00:00:01.000000 UTC',
          '1970-01-01 00:00:02.000001 UTC',
        ],
        ['a', lsn('3/145D8A8'), WALK.reached, undefined, '1970-01-01 00:00:02.000001 UTC'],
      ],
    );
  });

  it('never ends before the stop that is proven', () => {
    for (const reached of [undefined, lsn('3/1')]) {
      const [window] = windowsOf(plan, plan.sets.slice(0, 1), { ...WALK, reached });
      assert.equal(window?.toLsn, lsn('3/45D8A8'));
    }
  });

  it('takes the time of the stop where nothing was committed since', () => {
    const time = { text: 'any', epochMs: 3000 };
    const stop = { lsn: lsn('3/45D8A8'), timeline: 1, time, source: 'backup-history-file' } as const;
    const [only] = windowPlans(archive, [proven('a', '3/45D8A8', { stop })], catalog);
    assert.ok(only);
    const [window] = windowsOf(only, only.sets, {
      ...WALK,
      commits: { count: 0, first: 0, last: 0, latest: 0 },
    });
    assert.deepEqual([window?.fromTime, window?.toTime], Array(2).fill('1970-01-01 00:00:03.000000 UTC'));
  });

  it('never ends before it begins, where the last commit came before a later backup was stopped', () => {
    const time = { text: 'any', epochMs: 3000 };
    const stop = { lsn: lsn('3/145D8A8'), timeline: 1, time, source: 'backup-history-file' } as const;
    const sets = [proven('early', '3/45D8A8'), proven('late', '3/145D8A8', { stop })];
    const [both] = windowPlans(archive, sets, catalog);
    assert.ok(both);
    const [, late] = windowsOf(both, both.sets, WALK);
    assert.deepEqual([late?.fromTime, late?.toTime], Array(2).fill('1970-01-01 00:00:03.000000 UTC'));
  });

  it('begins to read where a record begins: a standby’s stop need not be such a place', () => {
    const [first] = plan.sets;
    assert.ok(first);
    assert.equal(walkStart(first, plan), first.stop.lsn);
    assert.equal(walkStart({ ...first, takenFrom: 'standby' }, plan), first.start.lsn);
  });
});

describe('timeText', () => {
  it('keeps every microsecond, before 1970 too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15), max: 4 * 10 ** 15 }), (microseconds) => {
        const [, day = '', clock = '', fraction = ''] =
          /^(\S+) (\S+)\.(\d{6}) UTC$/.exec(timeText(microseconds)) ?? [];
        assert.equal(Date.parse(`${day}T${clock}Z`) * 1000 + Number(fraction), microseconds);
      }),
    );
  });

  it('has no text for what is no time', () => {
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 10 ** 20]) assert.equal(timeText(time), '');
  });
});

describe('withReading', () => {
  const finding: Finding = {
    code: 'record-checksum-mismatch',
    severity: 'warning',
    segment: '0000000100000003000000FF',
    args: {},
  };
  const [window] = archive.windows;
  assert.ok(window);

  it('says nothing of a segment a second time', () => {
    const other = { ...finding, segment: '000000010000000300000001' };
    const again = [{ ...finding, severity: 'error' } as const, other];
    const reading = { windows: [], restorePoints: [], findings: again, records: 1 };
    const { findings } = withReading({ ...archive, findings: [finding] }, reading, []);
    assert.deepEqual(findings, [finding, other]);
  });

  it('keeps windows of proven sets only', () => {
    const reading = { windows: [window], restorePoints: [], findings: [finding], records: 1 };
    const kept = withReading(archive, reading, [proven(window.setId, '3/45D8A8')]);
    assert.deepEqual([kept.windows, kept.findings], [[window], [finding]]);
    assert.deepEqual(withReading(archive, reading, [aSet({ id: window.setId })]).windows, []);
  });
});
