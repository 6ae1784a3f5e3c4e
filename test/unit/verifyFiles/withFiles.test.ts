import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { Verdict } from '../../../src/core/model/verdict';
import { expectedFacts, withFiles } from '../../../src/core/proofs/withFiles';
import type { Finding } from '../../../src/core/ground/finding';
import type { FilesVerification } from '../../../src/core/verify/files/filesVerification';
import { aSet } from '../report/fabricated';

const MANIFEST = '/backup/nightly/backup_manifest';
const facts = { version: 1, systemIdentifier: undefined, walRanges: [], files: 1, filesWithoutChecksum: 0 };

function result(more: Partial<FilesVerification> = {}): FilesVerification {
  return { outcome: 'verified', findings: [], manifest: facts, hashedFiles: 1, hashedBytes: 1, ...more };
}

function set(verdict: Verdict, findings: readonly Finding[] = []): BackupSet {
  return aSet({ verdict, findings, evidence: { wal: 'headers', data: 'structure', files: 'not-checked' } });
}

const flipped: Finding = {
  code: 'manifest-file-checksum-mismatch',
  severity: 'error',
  file: '/backup/nightly/PG_VERSION',
  args: { path: 'PG_VERSION' },
};

describe('withFiles', () => {
  it('keeps each verdict where all files are right, and says that they were checked', () => {
    for (const verdict of ['restorable', 'complete', 'incomplete', 'damaged', 'undetermined'] as const) {
      const after = withFiles(set(verdict), result());
      assert.deepEqual(
        [after.verdict, after.evidence.files, after.evidence.wal],
        [verdict, 'checked', 'headers'],
      );
    }
  });

  it('lowers the verdict for what is wrong or missing, and names the set', () => {
    const damaged = withFiles(set('restorable'), result({ outcome: 'refused', findings: [flipped] }));
    assert.equal(damaged.verdict, 'damaged');
    assert.equal(damaged.findings[0]?.set, damaged.id);
    const gone: Finding = { ...flipped, code: 'manifest-missing-file' };
    assert.equal(withFiles(set('complete'), result({ findings: [gone] })).verdict, 'incomplete');
    const locked: Finding = { ...flipped, code: 'unreadable-file', args: { reason: 'EACCES' } };
    assert.equal(withFiles(set('complete'), result({ findings: [locked] })).verdict, 'undetermined');
    assert.equal(withFiles(set('damaged'), result({ findings: [gone] })).verdict, 'damaged');
  });

  it('says once what the listing had said before', () => {
    const listed: Finding = {
      code: 'manifest-unreadable',
      severity: 'warning',
      file: MANIFEST,
      args: { reason: 'no-end' },
    };
    const other: Finding = { ...flipped, code: 'missing-segment' };
    const parsed: Finding = { ...listed, severity: 'error', args: { reason: 'manifest-ended-unexpectedly' } };
    const after = withFiles(
      set('incomplete', [listed, other]),
      result({ outcome: 'refused', findings: [parsed], manifest: undefined }),
    );
    assert.deepEqual(
      after.findings.map(({ code, severity }) => `${code} ${severity}`),
      ['missing-segment error', 'manifest-unreadable error'],
    );
    assert.equal(after.evidence.files, 'not-checked');
  });

  it('changes nothing when it was canceled', () => {
    const before = set('complete');
    assert.equal(withFiles(before, result({ outcome: 'canceled', findings: [flipped] })), before);
  });
});

describe('expectedFacts', () => {
  it('takes the stop from everything but the manifest itself', () => {
    const whole = aSet();
    assert.deepEqual(expectedFacts(whole).stop, { lsn: whole.stop?.lsn, timeline: 1 });
    for (const source of ['manifest', 'minimum-recovery-point'] as const) {
      const stop = whole.stop && { ...whole.stop, source };
      assert.equal(expectedFacts(aSet({ stop })).stop, undefined);
    }
    assert.deepEqual(
      expectedFacts(aSet({ start: undefined, stop: undefined, checkpointLsn: undefined })),
      {},
    );
  });
});
