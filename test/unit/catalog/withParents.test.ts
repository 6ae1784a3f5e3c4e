import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { allWithParents } from '../../../src/core/proofs/withParents';
import type { Finding, FindingCode } from '../../../src/core/ground/finding';
import { looseSet, scanAll } from './looseSet';
import { judgedAs } from '../../support/judgedAs';

describe('incremental sets and damage below them', () => {
  let sets: readonly BackupSet[] = [];

  before(async () => {
    const { tree, cluster } = looseSet();
    const builtOn = (segment: number, from: string): string =>
      `${cluster.label(segment, { label: `from ${from}` })}INCREMENTAL FROM LSN: ${from}\nINCREMENTAL FROM TLI: 1\n`;
    tree.file('/b/one/second/backup_label', builtOn(6, '0/500028'));
    tree.file('/b/one/third/backup_label', builtOn(7, '0/600028'));
    ({ sets } = await scanAll(tree));
  });

  const verdicts = (code: FindingCode, args: Finding['args'] = {}): unknown[] => {
    const damaged = sets.map((set): BackupSet => {
      const proven = { ...set, ...judgedAs('restorable') };
      if (set.kind === 'incremental') return proven;
      return { ...proven, findings: [...set.findings, { code, severity: 'error', args, set: set.id }] };
    });
    return allWithParents(damaged).map(({ kind, verdict, findings }) => [
      kind,
      verdict,
      findings.filter(({ code: other }) => other === 'incremental-parent-damaged').length,
    ]);
  };

  it('are damaged with the files of the full backup, however long the chain', () => {
    assert.deepEqual(verdicts('manifest-file-checksum-mismatch').sort(), [
      ['full', 'restorable', 0],
      ['incremental', 'damaged', 1],
      ['incremental', 'damaged', 1],
    ]);
  });

  it('are damaged with a table that the full backup lacks', () => {
    for (const code of [
      'missing-relation-file',
      'short-relation-file',
      'empty-relation-file',
      'missing-database-directory',
    ] as const) {
      assert.deepEqual(verdicts(code).at(-1), ['incremental', 'damaged', 1], code);
    }
  });

  it('are not known to be whole with a full backup that could not be read', () => {
    assert.deepEqual(verdicts('unreadable-file').at(-1), ['incremental', 'undetermined', 1]);
    assert.deepEqual(verdicts('unreadable-tar', { reason: 'encrypted' }).at(-1), [
      'incremental',
      'undetermined',
      1,
    ]);
  });

  it('take directories and configuration from the newest backup', () => {
    for (const code of ['missing-directory', 'refused-configuration', 'manifest-extra-file'] as const)
      assert.deepEqual(verdicts(code).at(-1), ['incremental', 'restorable', 0], code);
  });

  it('do not need its WAL', () => {
    assert.deepEqual(verdicts('missing-segment').sort(), [
      ['full', 'restorable', 0],
      ['incremental', 'restorable', 0],
      ['incremental', 'restorable', 0],
    ]);
  });
});
