import assert from 'node:assert/strict';
import { toReport } from '../../../src/core/report/toReport';
import { anArchive, aSet } from './fabricated';

describe('toReport', () => {
  it('gives a set the exact shape that is documented', () => {
    const report = toReport({ sets: [aSet()], archives: [], findings: [] });
    assert.deepEqual(report.sets[0], {
      id: '/backup/nightly',
      path: '/backup/nightly',
      layout: 'data-directory',
      label: 'nightly',
      kind: 'full',
      parentId: null,
      method: 'pg_start_backup',
      status: null,
      keep: null,
      takenFrom: 'primary',
      serverVersion: '9.2',
      systemIdentifier: '7710759444048986079',
      walSegmentSize: 16777216,
      checkpointLsn: '2/FB000020',
      start: {
        lsn: '2/FB000020',
        timeline: 1,
        segment: '0000000100000002000000FB',
        time: '2026-11-21 22:44:56 UTC',
      },
      stop: {
        lsn: '3/145D8A8',
        timeline: 1,
        segment: '000000010000000300000001',
        time: null,
        source: 'backup-history-file',
      },
      requiredWal: {
        count: 6,
        bytes: '100663296',
        ranges: [
          { timeline: 1, first: '0000000100000002000000FB', last: '000000010000000300000001', count: 6 },
        ],
      },
      missingWal: {
        count: 2,
        ranges: [
          { timeline: 1, first: '0000000100000002000000FD', last: '0000000100000002000000FE', count: 2 },
        ],
      },
      verdict: 'incomplete',
      parts: {
        wal: { verdict: 'incomplete', evidence: 'names' },
        data: { verdict: 'complete', evidence: 'names' },
        files: null,
      },
      evidence: { wal: 'names', files: 'no-manifest', pages: 'not-checked' },
      rehearsed: null,
      findings: [],
    });
  });

  it('gives an archive the exact shape that is documented', () => {
    const report = toReport({ sets: [], archives: [anArchive()], findings: [] });
    assert.deepEqual(report.archives[0], {
      path: '/archive',
      layout: 'wal-directory',
      systemIdentifier: '7710759444048986079',
      walSegmentSize: 16777216,
      segmentCount: 5,
      bytes: '83886080',
      timelines: [
        {
          timeline: 1,
          parent: null,
          switchLsn: null,
          ranges: [
            { timeline: 1, first: '0000000100000002000000FA', last: '0000000100000002000000FC', count: 3 },
            { timeline: 1, first: '000000010000000300000000', last: '000000010000000300000001', count: 2 },
          ],
          gaps: [
            { timeline: 1, first: '0000000100000002000000FD', last: '0000000100000002000000FE', count: 2 },
          ],
        },
      ],
      windows: [
        {
          timeline: 1,
          fromLsn: '3/145D8A8',
          fromTime: '2026-11-21 22:45:03 UTC',
          toLsn: '3/2000000',
          toTime: null,
          setId: '/backup/nightly',
        },
      ],
      restorePoints: [],
      findings: [],
    });
  });

  it('fills what is not known with null and empty lists', () => {
    const unknown = aSet({
      label: undefined,
      method: undefined,
      takenFrom: undefined,
      versionNum: undefined,
      systemIdentifier: undefined,
      geometry: undefined,
      checkpointLsn: undefined,
      stop: undefined,
      required: undefined,
      missing: [],
    });
    const [set] = toReport({ sets: [unknown], archives: [], findings: [] }).sets;
    assert.ok(set !== undefined);
    assert.equal(set.start?.segment, null);
    assert.equal(set.stop, null);
    assert.deepEqual(set.requiredWal, { count: 0, bytes: '0', ranges: [] });
    const values = [set.label, set.method, set.takenFrom, set.serverVersion, set.systemIdentifier];
    assert.deepEqual(values, [null, null, null, null, null]);
  });

  it('is plain JSON that survives a round trip', () => {
    const lsn = 0xffffffff_fffffff8n;
    const finding = {
      code: 'missing-segment',
      severity: 'error',
      args: {},
      lsn,
      file: 'f',
      line: 3,
    } as const;
    const report = toReport({
      sets: [aSet({ findings: [finding] })],
      archives: [anArchive()],
      findings: [{ ...finding, set: 's', segment: '0000000100000002000000FD' }],
    });
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    assert.equal(report.findings[0]?.lsn, 'FFFFFFFF/FFFFFFF8');
    const [ofSet] = report.sets[0]?.findings ?? [];
    assert.deepEqual(Object.keys(ofSet ?? {}), [
      'code',
      'severity',
      'message',
      'hint',
      'file',
      'line',
      'lsn',
    ]);
  });
});
