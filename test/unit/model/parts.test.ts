import assert from 'node:assert/strict';
import type { Finding, FindingCode } from '../../../src/core/ground/finding';
import { isWalProven, judge, type SetVerdict } from '../../../src/core/model/parts';
import { type Part, partOf } from '../../../src/core/model/consequences';
import { findingCodes } from '../../../src/core/report/messages';

const READ = { wal: 'records', data: 'structure', files: 'checked' } as const;
const PROVEN = { findings: [], rangeKnown: true, provenByRecords: true, evidence: READ } as const;

function found(
  code: FindingCode,
  severity: Finding['severity'] = 'error',
  args: Finding['args'] = {},
): Finding {
  return { code, severity, args };
}

function judged(more: Partial<Parameters<typeof judge>[0]>): SetVerdict {
  return judge({ ...PROVEN, ...more });
}

function words({ verdict, parts: { wal, data, files } }: SetVerdict): (string | undefined)[] {
  return [verdict, wal.verdict, data?.verdict, files?.verdict];
}

describe('the parts of a set', () => {
  it('have a verdict each, and the worst is that of the set', () => {
    assert.deepEqual(words(judged({})), ['restorable', 'restorable', 'restorable', 'restorable']);
    const of = (...codes: FindingCode[]) => words(judged({ findings: codes.map((code) => found(code)) }));
    assert.deepEqual(of('missing-segment'), ['incomplete', 'incomplete', 'restorable', 'restorable']);
    assert.deepEqual(of('missing-tablespace'), ['incomplete', 'restorable', 'incomplete', 'restorable']);
    assert.deepEqual(of('manifest-size-mismatch'), ['damaged', 'restorable', 'restorable', 'damaged']);
    assert.deepEqual(of('missing-segment', 'control-file-mismatch'), [
      'damaged',
      'incomplete',
      'damaged',
      'restorable',
    ]);
  });

  it('are of one kind for each code', () => {
    const parts: readonly (readonly [Part, FindingCode[]])[] = [
      ['wal', ['never-stopped', 'timeline-fork-before-stop', 'tar-not-read', 'duplicate-segment']],
      [
        'data',
        ['unusual-label', 'missing-file', 'refused-configuration', 'failed-backup', 'live-data-directory'],
      ],
      ['files', findingCodes().filter((code) => code.startsWith('manifest-'))],
    ];
    for (const [part, codes] of parts) for (const code of codes) assert.equal(partOf(code, {}), part, code);
    // The scan cannot read a file, and neither can a comparison of it.
    assert.equal(partOf('unreadable-file', {}), 'data');
    assert.equal(partOf('unreadable-file', { part: 'files' }), 'files');
    assert.equal(partOf('unreadable-file', { part: 'constructor' }), 'data');
  });

  it('make a set at most complete whose base files were not seen', () => {
    const evidence = { ...READ, data: 'not-checked', files: 'no-manifest' } as const;
    const loose = judged({ findings: [found('base-files-not-seen', 'info')], evidence });
    assert.deepEqual(words(loose), ['complete', 'restorable', undefined, undefined]);
    const tar = judged({ findings: [found('tar-not-read', 'info')], evidence });
    assert.deepEqual(words(tar), ['complete', 'restorable', undefined, undefined]);
    for (const set of [loose, tar]) assert.equal(isWalProven(set), true);
  });

  it('show a fault of the label, although nothing else was seen of the data directory', () => {
    const evidence = { ...READ, data: 'not-checked', files: 'no-manifest' } as const;
    const findings = [found('base-files-not-seen', 'info'), found('unusual-label')];
    assert.deepEqual(words(judged({ findings, evidence })), ['damaged', 'restorable', 'damaged', undefined]);
    // A warning is none.
    const fine = [found('base-files-not-seen', 'info'), found('unusual-label', 'warning')];
    assert.equal(judged({ findings: fine, evidence }).parts.data, null);
  });

  it('are restorable only if the structure of the data directory was looked at', () => {
    for (const data of ['not-checked', 'names'] as const) {
      const listed = judged({ evidence: { ...READ, data } });
      assert.deepEqual(words(listed), ['complete', 'restorable', 'complete', 'restorable'], data);
      assert.equal(isWalProven(listed), true, data);
    }
    assert.equal(isWalProven(judged({ provenByRecords: false })), false);
    assert.equal(isWalProven(judged({ findings: [found('missing-file')] })), false);
  });

  it('leave the files out unless they were compared or are known to be wrong', () => {
    const evidence = { ...READ, files: 'not-checked' } as const;
    assert.equal(judged({ evidence }).parts.files, null);
    const { files } = judged({ evidence, findings: [found('manifest-unreadable')] }).parts;
    assert.deepEqual(files, { verdict: 'damaged', evidence: 'not-checked' });
    assert.equal(judged({ evidence: { ...READ, files: 'sizes-only' } }).parts.files?.verdict, 'restorable');
  });
});
