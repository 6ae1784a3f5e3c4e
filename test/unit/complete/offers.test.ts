import assert from 'node:assert/strict';
import { offersOf } from '../../../src/core/complete/offers';
import { aSet, anArchive } from '../report/fabricated';

describe('what is offered for a set', () => {
  const files = { dataDirectory: '/backup/nightly' };

  it('is to complete it if its own directory lacks WAL, or might', () => {
    const set = aSet({ files });
    assert.ok(set.required);
    assert.equal(offersOf(set, [anArchive()]).complete, true);
    const own = anArchive({
      path: '/backup/nightly/pg_xlog',
      runs: set.required.ranges.map((range) => ({ ...range, suffix: '' })),
    });
    const old = { ...set, versionNum: 90200 };
    assert.equal(offersOf(old, [own]).complete, false);
    assert.equal(offersOf({ ...old, required: { ...set.required, openEnd: true } }, [own]).complete, true);
  });

  it('is not to complete what has no directory for WAL, such as tars', () => {
    assert.equal(offersOf(aSet({ files: {} }), []).complete, false);
    assert.equal(offersOf(aSet({ files, tars: [] }), []).complete, false);
  });

  it('is to verify for the first time or again, and nothing if the required WAL is unknown', () => {
    const read = { wal: 'records', data: 'names', files: 'no-manifest' } as const;
    assert.equal(offersOf(aSet({ files }), []).verify, 'first');
    assert.equal(offersOf(aSet({ files, evidence: read }), []).verify, 'again');
    const nothing = { verify: 'no', complete: false, restoreSteps: false };
    assert.deepEqual(offersOf(aSet({ files, required: undefined }), []), nothing);
  });
});
