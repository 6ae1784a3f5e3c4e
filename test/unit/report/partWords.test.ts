import assert from 'node:assert/strict';
import type { Finding, FindingCode } from '../../../src/core/ground/finding';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { evidenceLine, lackWords, partLine, partWords } from '../../../src/core/report/partWords';
import { ENGLISH } from '../../../src/core/report/speech';
import { dataJudgedAs, judgedAs, walJudgedAs } from '../../support/judgedAs';
import { aSet } from './fabricated';

function found(code: FindingCode, args: Finding['args'] = {}): Finding {
  return { code, severity: 'error', args };
}

function line(more: Partial<BackupSet>): string {
  return partLine(aSet({ missing: [], ...more }), ENGLISH);
}

describe('words on the parts of a set', () => {
  it('say in one look what is proven and what is wrong', () => {
    assert.equal(
      line(judgedAs('restorable')),
      'WAL verified (every record) · data directory with all files that its catalogs list',
    );
    const files = [found('missing-file'), found('missing-file'), found('missing-file')];
    assert.equal(
      line({ ...dataJudgedAs('incomplete'), findings: files }),
      'WAL verified (every record) · data directory: 3 files missing',
    );
    assert.equal(line(walJudgedAs('restorable')), 'WAL verified (every record) · data files not available');
    assert.equal(partLine(aSet(), ENGLISH), 'WAL: 2 of 6 segments missing · data directory not verified');
  });

  it('count files that a manifest lists, and name each fault once', () => {
    const parts = {
      ...judgedAs('restorable').parts,
      files: { verdict: 'damaged', evidence: 'checked' },
    } as const;
    const findings = [
      found('manifest-size-mismatch'),
      found('manifest-file-checksum-mismatch'),
      found('manifest-missing-file'),
      found('manifest-missing-file', { reason: 'more', count: 1400 }),
    ];
    assert.match(
      line({ verdict: 'damaged', parts, findings }),
      / · files: 1 file changed, 1,401 files missing$/,
    );
    const good = { ...parts, files: { verdict: 'restorable', evidence: 'sizes-only' } } as const;
    assert.match(line({ parts: good }), / · files match in size; no checksums available$/);
  });

  it('say which fault the configuration has', () => {
    const words = (reason: string): string =>
      line({ ...dataJudgedAs('incomplete'), findings: [found('refused-configuration', { reason })] });
    assert.match(words('recovery-conf'), /data directory: recovery\.conf present$/);
    assert.match(words('no-configuration'), /data directory: configuration files missing$/);
    assert.match(words('include'), /data directory: included configuration file missing$/);
  });

  it('never call a set verified that was not', () => {
    for (const verdict of ['complete', 'incomplete', 'damaged', 'undetermined'] as const)
      assert.doesNotMatch(line({ ...judgedAs(verdict) }), /verified \(every|with all files/, verdict);
    const unread = aSet({ ...judgedAs('complete'), missing: [] });
    assert.equal(evidenceLine(unread, ENGLISH), 'not verified: only first pages read');
    assert.equal(lackWords(unread, ENGLISH), 'not verified');
    assert.equal(lackWords(walJudgedAs('restorable'), ENGLISH), 'WAL verified, data files not available');
    assert.equal(lackWords(judgedAs('restorable'), ENGLISH), '');
  });

  it('have something to say of each fault, even of one without words of its own', () => {
    const odd = aSet({
      ...dataJudgedAs('damaged'),
      missing: [],
      findings: [found('unreadable-version-file')],
    });
    assert.equal(partWords(odd, ENGLISH).data, '1 error');
    const open = aSet({ ...judgedAs('undetermined'), missing: [], stop: undefined });
    assert.equal(partWords(open, ENGLISH).wal, 'start or stop unknown');
  });
});
