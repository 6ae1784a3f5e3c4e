import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/core/model/catalog';
import type { FilesVerification } from '../../../src/core/verify/files/filesVerification';
import type { SetVerification } from '../../../src/core/verify/records/setVerification';
import { Proofs } from '../../../src/vscode/services/proofs';
import { aCatalog, aSet, anArchive, lsn } from '../report/fabricated';

const PROVEN: SetVerification = {
  verdict: 'restorable',
  stop: { lsn: lsn('3/145D8A8'), timeline: 1, source: 'backup-end-record' },
  reached: lsn('3/145D8A8'),
  records: 10,
  findings: [],
  canceled: false,
};
const REFUSED: FilesVerification = {
  outcome: 'refused',
  findings: [
    { code: 'manifest-missing-file', severity: 'error', args: { path: 'base/1/1' }, file: '/b/base/1/1' },
  ],
  manifest: { version: 1, systemIdentifier: undefined, walRanges: [], files: 1, filesWithoutChecksum: 0 },
  hashedFiles: 1,
  hashedBytes: 1,
};
const set = aSet({ verdict: 'complete', missing: [], fingerprint: 'a' });

function catalogWith(fingerprint: string | undefined): Catalog {
  return aCatalog({ sets: [{ ...set, fingerprint }], archives: [{ ...anArchive(), fingerprint: 'x' }] });
}

describe('proofs', () => {
  it('tell which sets another verification would read in vain', () => {
    const proofs = new Proofs();
    const plain = { ...set, files: {} };
    const comparable = { ...set, files: { dataDirectory: '/b', manifest: '/b/backup_manifest' } };
    assert.equal(proofs.holdsFor(plain), false);
    proofs.addSet(set, PROVEN);
    assert.equal(proofs.holdsFor(plain), true);
    assert.equal(proofs.holdsFor({ ...plain, fingerprint: 'b' }), false);
    assert.equal(proofs.holdsFor({ ...plain, fingerprint: undefined }), false);
    assert.equal(proofs.holdsFor(comparable), false);
    proofs.addFiles(comparable, 'f', REFUSED);
    assert.equal(proofs.holdsFor(comparable), true);
  });

  it('hold for a set as long as its fingerprint stays', () => {
    const proofs = new Proofs();
    proofs.addSet(set, PROVEN);
    assert.equal(proofs.applyTo(catalogWith('a')).sets[0]?.verdict, 'restorable');
    assert.equal(proofs.applyTo(catalogWith('b')).sets[0]?.verdict, 'complete');
    // Forgotten is forgotten: the old files may be back with another content.
    assert.equal(proofs.applyTo(catalogWith('a')).sets[0]?.verdict, 'complete');
  });

  it('are not kept for a set of which not all files were looked at', () => {
    const proofs = new Proofs();
    proofs.addSet({ ...set, fingerprint: undefined }, PROVEN);
    assert.equal(proofs.applyTo(catalogWith(undefined)).sets[0]?.verdict, 'complete');
  });

  it('of files hold until something in the folder is touched', async () => {
    const proofs = new Proofs();
    const files = { dataDirectory: '/b/data', manifest: '/b/data/backup_manifest' };
    proofs.addFiles({ ...set, path: '/b', files }, 'files', REFUSED);
    await proofs.recheckFiles((watched) => {
      // The same as was looked at before the comparison.
      assert.deepEqual(watched, { directory: '/b/data' });
      return Promise.resolve('files');
    });
    assert.equal(proofs.applyTo(catalogWith('a')).sets[0]?.verdict, 'incomplete');
    await proofs.recheckFiles(() => Promise.resolve('touched'));
    assert.equal(proofs.applyTo(catalogWith('a')).sets[0]?.verdict, 'complete');
  });

  it('of an archive give windows only from sets that are still proven', () => {
    const proofs = new Proofs();
    const window = {
      timeline: 1,
      fromLsn: 1n,
      fromTime: undefined,
      toLsn: 2n,
      toTime: undefined,
      setId: set.id,
    };
    const archive = { ...anArchive(), fingerprint: 'x' };
    proofs.addArchive(archive, { windows: [window], restorePoints: [], findings: [], records: 1 });
    assert.deepEqual(proofs.applyTo(catalogWith('a')).archives[0]?.windows, []);
    proofs.addSet(set, PROVEN);
    assert.deepEqual(proofs.applyTo(catalogWith('a')).archives[0]?.windows, [window]);
  });
});
