import assert from 'node:assert/strict';
import { requiredByNames } from '../../../src/core/catalog/assess/requiredByNames';
import { walGeometry } from '../../../src/core/wal/geometry';
import { anArchive, lsn } from '../report/fabricated';

const geometry = walGeometry(16 * 1024 * 1024, 150000);
const start = { lsn: lsn('0/1000028'), timeline: 1 };
const stop = { lsn: lsn('0/3000100'), timeline: 1 };
const archive = anArchive({ runs: [{ timeline: 1, first: 1, last: 2, suffix: '' }] });

describe('the WAL that a text names', () => {
  const statesWith = (findings: Parameters<typeof requiredByNames>[4]): unknown[] | undefined =>
    requiredByNames(start, stop, [archive], geometry, findings)?.runs.map(({ first, state }) => [
      first,
      state,
    ]);

  it('is found by name, and missing where no archive has it', () => {
    assert.deepEqual(statesWith([]), [
      [1, 'present'],
      [3, 'missing'],
    ]);
  });

  it('is not called missing if a tar that was not read to its end may contain it', () => {
    assert.deepEqual(statesWith([{ code: 'tar-not-read', severity: 'info', args: {} }]), [
      [1, 'present'],
      [3, 'absent'],
    ]);
  });
});
