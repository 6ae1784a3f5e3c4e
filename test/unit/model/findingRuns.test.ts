import assert from 'node:assert/strict';
import type { Finding, FindingCode } from '../../../src/core/ground/finding';
import { coversFinding, joinRuns, RUN_CODES, runOf } from '../../../src/core/model/findingRuns';
import { withRecords } from '../../../src/core/proofs/withRecords';
import { withSegments } from '../../../src/core/proofs/withReading';
import { walGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import { anArchive, aSet } from '../report/fabricated';
import { judgedAs } from '../../support/judgedAs';

const geometry = walGeometry(16 * 1024 * 1024, 150000);
/** 000000010000000A00000000 */
const FIRST = 0xa00;

interface Place {
  readonly code?: FindingCode;
  readonly severity?: Finding['severity'];
  readonly directory?: string;
  readonly suffix?: string;
  readonly timeline?: number;
  readonly args?: Finding['args'];
}

function fault(segment: number, place: Place = {}, of = geometry): Finding {
  const { code = 'zeroed-segment', severity = 'error', directory = '/wal', suffix = '' } = place;
  const name = segmentName(place.timeline ?? 1, segment, of);
  return {
    code,
    severity,
    segment: name,
    file: `${directory}/${name}${suffix}`,
    args: { segment: name, ...place.args },
  };
}

function faults(count: number, place: Place = {}): Finding[] {
  return Array.from({ length: count }, (_, i) => fault(FIRST + i, place));
}

/** The number of segments in each of the joined findings. */
function countsOf(findings: readonly Finding[], of = geometry): number[] {
  return joinRuns(findings, of).map((finding) => runOf(finding)?.count ?? 1);
}

describe('findings about neighbouring segments', () => {
  it('become one with the range and the count, at the place of the first', () => {
    const [one, ...others] = joinRuns(faults(256), geometry);
    assert.deepEqual(others, []);
    assert.deepEqual(one, {
      ...fault(FIRST),
      args: {
        segment: '000000010000000A00000000',
        first: '000000010000000A00000000',
        last: '000000010000000A000000FF',
        count: 256,
      },
    });
  });

  it('are counted over the end of a log file, also where a version skips its last segment', () => {
    const old = walGeometry(16 * 1024 * 1024, 90200);
    const [end] = [segmentName(1, 254, old)];
    assert.equal(end, '0000000100000000000000FE');
    assert.deepEqual(countsOf([fault(254, {}, old), fault(255, {}, old)], old), [2]);
    assert.deepEqual(countsOf([fault(255), fault(256)]), [2]);
  });

  it('stay apart over a gap, and where code, severity, cause, timeline, directory or form differ', () => {
    const apart: [Finding, Finding][] = [
      [fault(1), fault(3)],
      [fault(1), fault(2, { code: 'empty-segment' })],
      [fault(1), fault(2, { severity: 'warning' })],
      [fault(1), fault(2, { timeline: 2 })],
      [fault(1), fault(2, { directory: '/other' })],
      [fault(1), fault(2, { suffix: '.gz' })],
    ];
    const differ = (code: FindingCode, a: Finding['args'], b: Finding['args']): [Finding, Finding] => [
      fault(1, { code, args: a }),
      fault(2, { code, args: b }),
    ];
    apart.push(
      differ('invalid-page-header', { reason: 'magic' }, { reason: 'page-size' }),
      differ('foreign-segment', { found: '1' }, { found: '2' }),
      differ('duplicate-segment', { good: '/a/x' }, { good: '/b/x' }),
    );
    for (const pair of apart) assert.deepEqual(countsOf(pair), [1, 1], JSON.stringify(pair));
  });

  it('are joined although others come between them', () => {
    const mixed = faults(3).flatMap((finding, i) => [finding, fault(FIRST + i, { directory: '/copy' })]);
    assert.deepEqual(countsOf(mixed), [3, 3]);
  });

  it('keep the arguments that they share, and name no detail that not all have', () => {
    const cut = (i: number, size: number): Finding =>
      fault(FIRST + i, { code: 'truncated-segment', args: { size, expected: 16 } });
    const [same] = joinRuns([cut(0, 5), cut(1, 5)], geometry);
    assert.deepEqual([same?.args['size'], same?.args['expected']], [5, 16]);
    const [other] = joinRuns([cut(0, 5), cut(1, 6), cut(2, 6)], geometry);
    assert.deepEqual(
      [other?.args['size'], other?.args['expected'], other?.args['count']],
      [undefined, 16, 3],
    );
  });

  it('of another kind stay as they are', () => {
    const counted = [1, 2].map((segment) => fault(segment, { code: 'foreign-segment', args: { count: 9 } }));
    assert.deepEqual(joinRuns(counted, geometry), counted);
    const labels: Finding[] = [1, 2].map(() => ({ code: 'unusual-label', severity: 'warning', args: {} }));
    assert.deepEqual(joinRuns(labels, geometry), labels);
    assert.deepEqual(joinRuns(faults(2), undefined), faults(2));
    const missing = fault(1, { code: 'missing-segment', args: { first: 'a', last: 'b', count: 2 } });
    assert.equal(runOf(missing), undefined);
  });

  it('cover what is found again in one of their segments, and nothing beyond', () => {
    const [run = assert.fail()] = joinRuns(faults(4), geometry);
    assert.ok([0, 1, 3].every((i) => coversFinding(run, fault(FIRST + i))));
    assert.ok(!coversFinding(run, fault(FIRST + 4)));
    assert.ok(!coversFinding(run, fault(FIRST - 1)));
    assert.ok(!coversFinding(run, fault(FIRST, { code: 'empty-segment' })));
    assert.ok(!coversFinding(run, fault(FIRST, { timeline: 2 })));
    const [longer = assert.fail()] = joinRuns(faults(5), geometry);
    assert.ok(coversFinding(longer, run));
    assert.ok(!coversFinding(run, longer));
    const read = [fault(FIRST + 2), fault(FIRST + 9)];
    const { findings } = withSegments(anArchive({ findings: [run] }), { looked: [], read, records: 1 });
    assert.deepEqual(findings, [run, fault(FIRST + 9)]);
  });

  it('stay one in a set when its records were read up to the first of them', () => {
    const set = aSet();
    const { geometry: own = assert.fail(), start = assert.fail() } = set;
    const number = set.required?.ranges[0]?.first ?? assert.fail();
    const [run = assert.fail()] = joinRuns(
      [0, 1, 2].map((i) => fault(number + i, {}, own)),
      own,
    );
    const found = { ...fault(number, {}, own), args: { offset: 0 } };
    const read = { stop: undefined, reached: start.lsn, records: 0, canceled: false };
    const after = withRecords(
      { ...set, findings: [run] },
      { ...read, ...judgedAs('damaged'), findings: [found] },
    );
    assert.deepEqual(
      after.findings.map(({ code, segment, args }) => [code, segment, args['count'], args['offset']]),
      [['zeroed-segment', run.segment, 3, 0]],
    );
  });

  it('are known by the codes of faults of one segment', () => {
    assert.equal(new Set<string>(RUN_CODES).size, RUN_CODES.length);
    assert.ok(
      RUN_CODES.every((code) => code.includes('segment') || /^(unre|unk|inv|wro|rec|bro)/.test(code)),
    );
  });
});
