import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { SegmentRun } from '../../../src/core/model/requiredWal';
import { withRecords } from '../../../src/core/proofs/withRecords';
import type { Finding } from '../../../src/core/ground/finding';
import type { SetVerification } from '../../../src/core/verify/records/setVerification';
import { segmentName } from '../../../src/core/wal/segmentName';
import { aSet, lsn } from '../report/fabricated';

const whole = aSet();
assert.ok(whole.required && whole.geometry && whole.stop);
const { geometry, required, stop } = whole;
const [{ first, last }] = [required.ranges[0] ?? assert.fail()];

/** Nothing is missing, as far as names show. */
function complete(more: Partial<BackupSet> = {}): BackupSet {
  const run: SegmentRun = { timeline: 1, first, last, state: 'present', suffix: '', level: 'headers' };
  return aSet({ verdict: 'complete', missing: [], required: { ...required, runs: [run] }, ...more });
}

function result(more: Partial<SetVerification> = {}): SetVerification {
  const end = { lsn: stop.lsn, timeline: 1, source: 'backup-end-record' } as const;
  const proven = { verdict: 'restorable', reached: stop.lsn, records: 9, canceled: false } as const;
  return { ...proven, stop: end, findings: [], ...more };
}

function broken(segment: number, code: Finding['code'] = 'record-checksum-mismatch'): Finding {
  return { code, severity: 'error', segment: segmentName(1, segment, geometry), args: {} };
}

describe('withRecords', () => {
  it('calls the WAL restorable that records prove, not the data directory', () => {
    const set = withRecords(complete(), result());
    assert.deepEqual(set.parts.wal, { verdict: 'restorable', evidence: 'records' });
    assert.equal(set.verdict, 'complete');
    assert.deepEqual(
      set.required?.runs.map(({ level, state }) => [level, state]),
      [['records', 'present']],
    );
  });

  it('does not say that records were read where the first could not be', () => {
    const nothing = result({
      verdict: 'undetermined',
      records: 0,
      reached: whole.start?.lsn ?? 0n,
      stop: undefined,
    });
    const set = withRecords(complete(), nothing);
    assert.equal(set.evidence.wal, complete().evidence.wal);
    assert.ok(set.required?.runs.every(({ level }) => level === 'headers'));
  });

  it('changes nothing when it was canceled', () => {
    const set = complete();
    assert.equal(withRecords(set, result({ canceled: true })), set);
  });

  it('does not forget what else is wrong with a set whose WAL is whole', () => {
    const other: Finding = { code: 'missing-tablespace', severity: 'error', args: {} };
    const set = withRecords(complete({ findings: [other], verdict: 'incomplete' }), result());
    assert.deepEqual([set.verdict, set.findings], ['incomplete', [other]]);
  });

  it('marks the segment with the fault, and tells what was read from what was not', () => {
    const fault = broken(first + 2);
    const set = withRecords(
      complete(),
      result({ verdict: 'damaged', stop: undefined, findings: [fault], reached: lsn('2/FD000100') }),
    );
    assert.deepEqual([set.verdict, set.findings[0]?.set], ['damaged', set.id]);
    assert.deepEqual(
      set.required?.runs.map((run) => [run.first - first, run.last - first, run.state, run.level]),
      [
        [0, 1, 'present', 'records'],
        [2, 2, 'wrong', 'records'],
        [3, last - first, 'present', 'headers'],
      ],
    );
  });

  it('says once what first pages had said before, and asks no more what was answered', () => {
    const before = broken(first, 'recycled-segment');
    const copies: Finding = { ...broken(first, 'duplicate-segment'), severity: 'info' };
    const open: Finding = { code: 'never-stopped', severity: 'warning', args: { reason: 'no-stop-found' } };
    const unrelated = broken(last, 'zeroed-segment');
    const set = withRecords(
      complete({ findings: [before, copies, open, unrelated] }),
      result({ verdict: 'damaged', findings: [{ ...before, args: { again: 1 } }] }),
    );
    assert.deepEqual(
      set.findings.map(({ code, args }) => [code, args['again']]),
      [
        ['zeroed-segment', undefined],
        ['recycled-segment', 1],
      ],
    );
  });

  it('learns the stop from the record, and with it what is needed', () => {
    const end = lsn('2/FD000100');
    const open = complete({
      stop: undefined,
      verdict: 'undetermined',
      required: { ...required, openEnd: true, runs: complete().required?.runs ?? [] },
    });
    const set = withRecords(
      open,
      result({ stop: { lsn: end, timeline: 1, source: 'backup-end-record' }, reached: end }),
    );
    assert.deepEqual(
      [set.parts.wal.verdict, set.stop?.source, set.stop?.lsn],
      ['restorable', 'backup-end-record', end],
    );
    assert.deepEqual(
      [set.required?.openEnd, set.required?.count, set.required?.bytes],
      [false, 3, 3 * geometry.segmentSize],
    );
    assert.deepEqual(
      set.required?.runs.map((run) => run.last),
      [first + 2],
    );
  });

  it('says in which file a backup begins that has no end', () => {
    const open: Finding = { code: 'never-stopped', severity: 'error', args: { reason: 'no-end-record' } };
    const set = complete({ stop: undefined, verdict: 'undetermined' });
    const walked = withRecords(set, result({ verdict: 'undetermined', stop: undefined, findings: [open] }));
    const { label } = set.files;
    assert.ok(label !== undefined);
    assert.deepEqual(
      [walked.verdict, walked.findings.map(({ code, file }) => [code, file])],
      ['undetermined', [['never-stopped', label]]],
    );
  });
});
