import assert from 'node:assert/strict';
import type { FindingCode } from '../../../src/core/ground/finding';
import type { SetInput, SetVerification } from '../../../src/core/verify/records/setVerification';
import { judgeSet } from '../../../src/core/verify/records/judgeSet';
import { segmentName } from '../../../src/core/wal/segmentName';
import { aSet, anArchive } from '../report/fabricated';

const geometry = anArchive().geometry ?? assert.fail();
const START = 0x5000028n;

interface Case {
  readonly code: FindingCode;
  /** Where the walk was cut; the set's WAL begins in segment 5. */
  readonly segment: number;
  readonly last: number | undefined;
  readonly more?: Partial<SetInput>;
}

/** The verdict and the findings of a set whose WAL was read up to 0/6000100 and was cut then. */
function judged({ code, segment, last, more = {} }: Case): [SetVerification['verdict'], ...unknown[]] {
  const input: SetInput = {
    source: { open: () => assert.fail('not read here') },
    geometry,
    timelinePath: {
      target: 1,
      parts: [{ timeline: 1, beginSegment: 0, beginLsn: undefined, endLsn: undefined }],
    },
    systemIdentifier: aSet().systemIdentifier,
    versionNum: 150000,
    pageSize: undefined,
    start: START,
    startTimeline: 1,
    checkpoint: undefined,
    takenFrom: 'primary',
    knownStop: undefined,
    minRecoveryPoint: undefined,
    minRecoveryPointTimeline: undefined,
    controlState: undefined,
    ...(last === undefined ? {} : { lastSegment: last }),
    ...more,
  };
  const name = segmentName(1, segment, geometry);
  const place = { timeline: 1, segment, segmentName: name, file: `/wal/${name}`, lsn: undefined };
  const cut = { code, args: {}, ...place } as const;
  const walk = {
    end: { kind: 'cut', cut },
    reached: 0x6000100n,
    leftover: undefined,
    records: 9,
    magic: undefined,
  } as const;
  const seen = {
    checkpoint: undefined,
    backupEnd: undefined,
    shutdown: undefined,
    fullPageWritesOff: undefined,
    restorePoints: [],
  };
  const { verdict, findings } = judgeSet(input, walk, seen);
  return [verdict, ...findings.map((finding) => finding.code)];
}

describe('A set whose WAL was cut and whose end is not known', () => {
  it('ends there where a server kept the files ready that come behind', () => {
    for (const code of ['recycled-segment', 'zeroed-segment'] as const)
      assert.deepEqual(judged({ code, segment: 7, last: 6 }), ['undetermined', 'never-stopped']);
  });

  it('has a fault where such a file stands within the WAL that counts, or where nothing says that it does not', () => {
    for (const code of ['recycled-segment', 'zeroed-segment'] as const) {
      assert.deepEqual(judged({ code, segment: 6, last: 6 }), ['damaged', code]);
      assert.deepEqual(judged({ code, segment: 6, last: 8 }), ['damaged', code]);
      assert.deepEqual(judged({ code, segment: 7, last: undefined }), ['damaged', code]);
    }
  });

  it('has a fault where the file behind is wrong in another way', () => {
    for (const code of ['record-checksum-mismatch', 'invalid-page-header', 'foreign-segment'] as const)
      assert.deepEqual(judged({ code, segment: 7, last: 6 }), ['damaged', code]);
  });

  it('ends where the WAL ends; a hole in it is a fault', () => {
    const verdicts = { 'missing-segment': 'incomplete', 'incomplete-segment': 'damaged' } as const;
    for (const code of ['missing-segment', 'incomplete-segment'] as const) {
      assert.deepEqual(judged({ code, segment: 7, last: 6 }), ['undetermined', 'never-stopped']);
      assert.deepEqual(judged({ code, segment: 7, last: 9 }), [verdicts[code], code]);
    }
  });

  it('has a fault where its end is known and lies behind, whatever a server keeps ready', () => {
    const knownStop = { lsn: 0x7000100n, timeline: 1, source: 'manifest' } as const;
    assert.deepEqual(judged({ code: 'recycled-segment', segment: 7, last: 6, more: { knownStop } }), [
      'damaged',
      'recycled-segment',
    ]);
  });

  it('of a standby is open where nothing tells how far it has to be read', () => {
    const more = { takenFrom: 'standby' } as const;
    const [verdict] = judged({ code: 'recycled-segment', segment: 7, last: 6, more });
    assert.equal(verdict, 'undetermined');
  });
});
