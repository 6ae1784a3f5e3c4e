import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/ground/finding';
import type { Catalog } from '../../../src/core/model/catalog';
import type { RecoveryWindow } from '../../../src/core/model/recoveryWindow';
import type { ArchiveReading } from '../../../src/core/proofs/withReading';
import type { FilesVerification } from '../../../src/core/verify/files/filesVerification';
import type { SetVerification } from '../../../src/core/verify/records/setVerification';
import type { StructureLook } from '../../../src/core/verify/structure/structureInput';
import { VerificationResults } from '../../../src/engine/verify/verificationResults';
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
const HOLED: StructureLook = {
  findings: [{ code: 'missing-file', severity: 'error', args: {}, file: '/b/global/pg_filenode.map' }],
  evidence: 'structure',
  relations: undefined,
  canceled: false,
};
const set = aSet({ verdict: 'complete', missing: [], fingerprint: 'a' });

const WINDOW: RecoveryWindow = {
  timeline: 1,
  fromLsn: 1n,
  fromTime: undefined,
  toLsn: 2n,
  toTime: undefined,
  setId: set.id,
};
const READING: ArchiveReading = { windows: [WINDOW], restorePoints: [], findings: [], records: 1 };
const archive = { ...anArchive(), fingerprint: 'x' };
const TRUNCATED: Finding = {
  code: 'truncated-segment',
  severity: 'error',
  args: {},
  segment: '000000010000000000000009',
};

function catalogWith(fingerprint: string | undefined): Catalog {
  return aCatalog({ sets: [{ ...set, fingerprint }], archives: [archive] });
}

describe('proofs', () => {
  it('tell which sets another verification would read in vain', () => {
    const results = new VerificationResults();
    const plain = { ...set, files: {} };
    const comparable = { ...set, files: { dataDirectory: '/b', manifest: '/b/backup_manifest' } };
    assert.equal(results.holdsFor(plain), false);
    results.add({ kind: 'records', set, result: PROVEN });
    assert.equal(results.holdsFor(plain), true);
    assert.equal(results.holdsFor({ ...plain, fingerprint: 'b' }), false);
    assert.equal(results.holdsFor({ ...plain, fingerprint: undefined }), false);
    assert.equal(results.holdsFor(comparable), false);
    results.add({ kind: 'structure', set: comparable, fingerprint: 'f', result: HOLED });
    assert.equal(results.holdsFor(comparable), false);
    assert.equal(results.holdsForRecovery(comparable), true);
    results.add({ kind: 'files', set: comparable, fingerprint: 'f', result: REFUSED });
    assert.equal(results.holdsFor(comparable), true);
    results.add({ kind: 'set-failure', part: 'wal', set: comparable, reason: 'the thread ended' });
    assert.equal(results.holdsFor(comparable), false);
  });

  it('hold for a set as long as its fingerprint stays', () => {
    const results = new VerificationResults();
    const verdictWith = (fingerprint: string): string | undefined => {
      const catalog = catalogWith(fingerprint);
      results.forgetStale(catalog);
      return results.applyTo(catalog).sets[0]?.parts.wal.verdict;
    };
    results.add({ kind: 'records', set, result: PROVEN });
    assert.equal(verdictWith('a'), 'restorable');
    assert.equal(verdictWith('b'), 'complete');
    // A forgotten proof stays forgotten: the old files may be back with other content.
    assert.equal(verdictWith('a'), 'complete');
  });

  it('hold until the next scan for a set of which not all files were looked at', () => {
    const results = new VerificationResults();
    const catalog = catalogWith(undefined);
    const [scanned] = catalog.sets;
    assert.ok(scanned);
    results.add({ kind: 'records', set: scanned, result: PROVEN });
    assert.equal(results.applyTo(catalog).sets[0]?.parts.wal.verdict, 'restorable');
    assert.equal(results.applyTo(catalogWith(undefined)).sets[0]?.parts.wal.verdict, 'complete');
  });

  it('of files hold until something in the folder is touched', async () => {
    const results = new VerificationResults();
    const files = { dataDirectory: '/b/data', manifest: '/b/data/backup_manifest' };
    results.add({ kind: 'files', set: { ...set, path: '/b', files }, fingerprint: 'files', result: REFUSED });
    await results.recheckFiles((watched) => {
      // The same files as before the comparison.
      assert.deepEqual(watched, { directory: '/b/data' });
      return Promise.resolve('files');
    });
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.verdict, 'incomplete');
    await results.recheckFiles(() => Promise.resolve('touched'));
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.verdict, 'complete');
  });

  it('of a data directory hold until something in it, or the set, changes', async () => {
    const results = new VerificationResults();
    const files = { dataDirectory: '/b/data' };
    results.add({ kind: 'structure', set: { ...set, files }, fingerprint: 'files', result: HOLED });
    await results.recheckFiles((watched) => {
      assert.deepEqual(watched, { directory: '/b/data' });
      return Promise.resolve('files');
    });
    const [seen] = results.applyTo(catalogWith('a')).sets;
    assert.equal(seen?.verdict, 'incomplete');
    assert.equal(seen.evidence.data, 'structure');
    assert.equal(results.applyTo(catalogWith('b')).sets[0]?.verdict, 'complete');
    await results.recheckFiles(() => Promise.resolve('touched'));
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.verdict, 'complete');
  });

  it('of one directory are looked at once', async () => {
    const results = new VerificationResults();
    const files = { dataDirectory: '/b/data', manifest: '/b/data/backup_manifest' };
    const both = { ...set, path: '/b', files };
    results.add({ kind: 'files', set: both, fingerprint: 'f', result: REFUSED });
    results.add({ kind: 'structure', set: both, fingerprint: 'f', result: HOLED });
    let looks = 0;
    await results.recheckFiles(() => Promise.resolve(looks++ === 0 ? 'f' : 'again'));
    assert.equal(looks, 1);
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.findings.length, 2);
  });

  it('of files hold if the look at the files is canceled', async () => {
    const results = new VerificationResults();
    const files = { dataDirectory: '/b/data', manifest: '/b/data/backup_manifest' };
    results.add({ kind: 'files', set: { ...set, path: '/b', files }, fingerprint: 'files', result: REFUSED });
    await results.recheckFiles(() => Promise.resolve('half of them'), AbortSignal.abort());
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.verdict, 'incomplete');
  });

  it('of files without a fingerprint end with the next scan', async () => {
    const results = new VerificationResults();
    const files = { dataDirectory: '/b/data', manifest: '/b/data/backup_manifest' };
    results.add({ kind: 'files', set: { ...set, files }, fingerprint: undefined, result: REFUSED });
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.verdict, 'incomplete');
    await results.recheckFiles(() => Promise.reject(new Error('nothing to compare with')));
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.verdict, 'complete');
  });

  it('take a verification that failed for doubt, but not away what was found', () => {
    const results = new VerificationResults();
    results.add({ kind: 'records', set, result: PROVEN });
    results.add({ kind: 'set-failure', part: 'wal', set, reason: 'the thread ended' });
    const [failed] = results.applyTo(catalogWith('a')).sets;
    assert.equal(failed?.verdict, 'undetermined');
    assert.equal(failed.evidence.wal, 'records');
    assert.deepEqual(failed.findings.at(-1)?.args, { reason: 'the thread ended', part: 'wal' });
    results.add({ kind: 'records', set, result: PROVEN });
    assert.equal(results.applyTo(catalogWith('a')).sets[0]?.parts.wal.verdict, 'restorable');
  });

  it('forget that a part could not be verified, once it was', () => {
    const results = new VerificationResults();
    const comparable = { ...set, files: { dataDirectory: '/b', manifest: '/b/backup_manifest' } };
    const failures = (): number =>
      results
        .applyTo(aCatalog({ sets: [comparable] }))
        .sets.flatMap(({ findings }) => findings)
        .filter(({ code }) => code === 'verification-failed').length;
    for (const [part, kind, result] of [
      ['data', 'structure', HOLED],
      ['files', 'files', REFUSED],
    ] as const) {
      results.add({ kind: 'set-failure', part, set: comparable, reason: 'the thread ended' });
      assert.equal(failures(), 1, part);
      if (kind === 'structure') results.add({ kind, set: comparable, fingerprint: 'f', result });
      else results.add({ kind, set: comparable, fingerprint: 'f', result });
      assert.equal(failures(), 0, part);
    }
  });

  it('of an archive give windows only from sets that are still proven', () => {
    const results = new VerificationResults();
    results.add({ kind: 'windows', archive, result: READING });
    assert.deepEqual(results.applyTo(catalogWith('a')).archives[0]?.windows, []);
    results.add({ kind: 'records', set, result: PROVEN });
    assert.deepEqual(results.applyTo(catalogWith('a')).archives[0]?.windows, [WINDOW]);
  });

  it('of every segment of an archive stay when its windows are looked for again', () => {
    const results = new VerificationResults();
    const codes = (): string[] =>
      results.applyTo(catalogWith('a')).archives[0]?.findings.map(({ code }) => code) ?? [];
    const before = codes();
    results.add({ kind: 'segments', archive, result: { looked: [TRUNCATED], read: [], records: 1 } });
    results.add({ kind: 'windows', archive, result: READING });
    assert.deepEqual(codes(), [...before, 'truncated-segment']);
  });

  it('of an archive that could not be read say so', () => {
    const results = new VerificationResults();
    results.add({ kind: 'archive-failure', archive, reason: 'the thread ended' });
    const failed = results.applyTo(catalogWith('a')).archives[0]?.findings.at(-1);
    assert.deepEqual([failed?.code, failed?.file], ['verification-failed', archive.path]);
    results.add({ kind: 'windows', archive, result: READING });
    assert.notEqual(
      results.applyTo(catalogWith('a')).archives[0]?.findings.at(-1)?.code,
      'verification-failed',
    );
  });
});
