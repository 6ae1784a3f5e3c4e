import assert from 'node:assert/strict';
import { judge } from '../../../src/core/model/parts';
import type { Verdict } from '../../../src/core/model/verdict';
import type { Finding, FindingCode, Severity } from '../../../src/core/ground/finding';
import { findingCodes } from '../../../src/core/report/messages';

/**
 * The verdict on a set that is proven by records except for one error with this code. Written by hand, from what
 * servers do with such a set: a table in the code cannot vouch for itself.
 *
 * `incomplete`: something is absent, and the set is whole once it is put back. `damaged`: no file that could be put
 * back cures it, or the copy that is there is wrong. `undetermined`: something that could not be read may be whole.
 * `restorable`: a server recovers from the set nevertheless.
 */
const VERDICTS: Record<FindingCode, Verdict> = {
  'missing-segment': 'incomplete',
  'partial-segment-only': 'incomplete',
  'missing-timeline-history': 'incomplete',
  'missing-label': 'incomplete',
  'renamed-label': 'incomplete',
  'missing-tablespace': 'incomplete',
  'unreadable-catalog': 'damaged',
  'missing-directory': 'incomplete',
  'link-out-of-copy': 'incomplete',
  'missing-file': 'incomplete',
  // A server starts, with rows lost (recovery-truths, test/postgres/structure).
  'missing-database-directory': 'incomplete',
  'missing-relation-file': 'incomplete',
  'empty-relation-file': 'damaged',
  'short-relation-file': 'damaged',
  'manifest-missing-file': 'incomplete',
  'incremental-parent-missing': 'incomplete',
  'missing-base-files': 'incomplete',

  'never-stopped': 'undetermined',
  'unreadable-label': 'undetermined',
  'unreadable-segment': 'undetermined',
  'unreadable-directory': 'undetermined',
  'unreadable-file': 'undetermined',
  'unreadable-tool-metadata': 'undetermined',
  'encrypted-segment': 'undetermined',
  'misleading-suffix': 'undetermined',
  'too-deep': 'undetermined',
  'tar-not-read': 'undetermined',
  'unknown-wal-version': 'undetermined',
  'verification-failed': 'undetermined',
  'live-data-directory': 'undetermined',
  'unfinished-backup': 'undetermined',

  'misplaced-tablespace': 'damaged',
  'refused-configuration': 'damaged',
  'damaged-state-file': 'damaged',
  'copied-after-stop': 'damaged',
  'incremental-parent-damaged': 'damaged',
  'unusual-label': 'damaged',
  'unreadable-compression': 'damaged',
  'unreadable-tar': 'damaged',
  'truncated-tar': 'damaged',
  'unreadable-timeline-history': 'damaged',
  'empty-segment': 'damaged',
  'truncated-segment': 'damaged',
  'zeroed-segment': 'damaged',
  'wrong-size-segment': 'damaged',
  'invalid-page-header': 'damaged',
  'recycled-segment': 'damaged',
  'misnamed-segment': 'damaged',
  'foreign-segment': 'damaged',
  'wrong-timeline': 'damaged',
  'wrong-version-segment': 'damaged',
  'incomplete-segment': 'damaged',
  'record-checksum-mismatch': 'damaged',
  'broken-record-chain': 'damaged',
  'missing-backup-end': 'damaged',
  'duplicate-segment': 'damaged',
  'label-history-mismatch': 'damaged',
  'start-file-mismatch': 'damaged',
  'stop-sources-disagree': 'damaged',
  'checkpoint-mismatch': 'damaged',
  'backup-canceled': 'damaged',
  'full-page-writes-off': 'damaged',
  'timeline-fork-before-stop': 'damaged',
  'damaged-newer-timeline': 'damaged',
  'minimal-wal-level': 'damaged',
  'unreadable-tablespace-map': 'damaged',
  'unreadable-control-file': 'damaged',
  'control-file-mismatch': 'damaged',
  'unreadable-version-file': 'damaged',
  'manifest-unreadable': 'damaged',
  'manifest-checksum-mismatch': 'damaged',
  'manifest-extra-file': 'damaged',
  'manifest-size-mismatch': 'damaged',
  'manifest-file-checksum-mismatch': 'damaged',
  'manifest-system-identifier-mismatch': 'damaged',
  'manifest-wal-range-mismatch': 'damaged',
  'tool-metadata-mismatch': 'damaged',
  'failed-backup': 'damaged',
  'segment-checksum-mismatch': 'damaged',

  'link-not-followed': 'restorable',
  'unusual-tar': 'restorable',
  'unreadable-backup-history': 'restorable',
  'missing-backup-history': 'restorable',
  'base-files-not-seen': 'restorable',
  'stop-file-mismatch': 'restorable',
  'needs-newer-timeline': 'restorable',
  'unrelated-newest-timeline': 'restorable',
  'follows-newer-timeline': 'restorable',
  'wrong-size-after-stop': 'restorable',
  'archive-gap': 'restorable',
  'dead-branch-wal': 'restorable',
  'obsolete-wal': 'restorable',
  'stray-file': 'restorable',
  'wal-elsewhere': 'restorable',
  'manifest-without-checksums': 'restorable',
  'expired-wal': 'restorable',
  'wal-list-mismatch': 'restorable',
};

/** Codes for which the reason makes a difference. */
const REASONS: readonly (readonly [FindingCode, string, Verdict])[] = [
  // Its text can be read, and every server refuses it.
  ['unreadable-label', 'crlf', 'damaged'],
  ['unreadable-label', 'missing', 'incomplete'],
  ['unreadable-label', 'binary', 'undetermined'],
  // A missing file can be put back.
  ['unreadable-control-file', 'missing', 'incomplete'],
  ['unreadable-control-file', 'checksum', 'damaged'],
  ['unreadable-version-file', 'missing', 'incomplete'],
  ['unreadable-tablespace-map', 'missing', 'incomplete'],
  ['unreadable-timeline-history', 'missing', 'incomplete'],
  ['unreadable-tool-metadata', 'missing', 'incomplete'],
  ['unreadable-file', 'missing', 'incomplete'],
  ['unreadable-file', 'EACCES', 'undetermined'],
  ['unreadable-segment', 'EIO', 'undetermined'],
  // A file that cannot be opened here may be whole.
  ['unreadable-compression', 'unsupported', 'undetermined'],
  ['unreadable-compression', 'truncated', 'damaged'],
  ['unreadable-compression', 'broken', 'damaged'],
  ['unreadable-tar', 'compressed-unsupported', 'undetermined'],
  ['unreadable-tar', 'encrypted', 'undetermined'],
  ['unreadable-tar', 'too-many', 'undetermined'],
  ['unreadable-tar', 'compressed-broken', 'damaged'],
];

/** All was read. */
const PROVEN = {
  findings: [],
  rangeKnown: true,
  provenByRecords: true,
  evidence: { wal: 'records', data: 'structure', files: 'checked' },
} as const;

function verdictAfter(code: FindingCode, args: Finding['args'], severity: Severity = 'error'): Verdict {
  return judge({ ...PROVEN, findings: [{ code, severity, args }] }).verdict;
}

describe('the verdict of a set with one error', () => {
  it('is known for every code that there is, and for no other', () => {
    assert.deepEqual(Object.keys(VERDICTS).sort(), [...findingCodes()].sort());
  });

  for (const code of findingCodes()) {
    it(`${code}: ${VERDICTS[code]}`, () => {
      assert.equal(verdictAfter(code, {}), VERDICTS[code]);
    });
  }

  for (const [code, reason, verdict] of REASONS) {
    it(`${code} (${reason}): ${verdict}`, () => {
      assert.equal(verdictAfter(code, { reason }), verdict);
    });
  }

  it('is not changed by warnings and notes', () => {
    for (const code of findingCodes())
      for (const severity of ['warning', 'info'] as const)
        assert.equal(verdictAfter(code, {}, severity), 'restorable', code);
  });
});

describe('the verdict of a set', () => {
  const error = (code: FindingCode): Finding => ({ code, severity: 'error', args: {} });
  const damage = error('zeroed-segment');
  const absence = error('missing-segment');
  const doubt = error('encrypted-segment');

  it('is damage before absence, and absence before doubt', () => {
    const of = (...findings: Finding[]): Verdict => judge({ ...PROVEN, findings }).verdict;
    assert.equal(of(doubt, absence, damage), 'damaged');
    assert.equal(of(doubt, absence), 'incomplete');
    assert.equal(of(doubt), 'undetermined');
  });

  it('promises no more than was read', () => {
    const of = (more: Partial<Parameters<typeof judge>[0]>): Verdict => judge({ ...PROVEN, ...more }).verdict;
    assert.equal(of({}), 'restorable');
    assert.equal(of({ provenByRecords: false }), 'complete');
    assert.equal(of({ rangeKnown: false }), 'undetermined');
    assert.equal(of({ findings: [absence], rangeKnown: false, provenByRecords: false }), 'incomplete');
  });
});
