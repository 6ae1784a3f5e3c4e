import assert from 'node:assert/strict';
import type { Finding, FindingCode, Severity } from '../../../src/core/ground/finding';
import { type ArchiveState, archiveStateOf } from '../../../src/core/model/archiveState';

const finding = (severity: Severity, code: FindingCode): Finding => ({ severity, code, args: {} });

describe('the state of an archive', () => {
  const table: readonly (readonly [string, readonly Finding[], ArchiveState])[] = [
    ['without findings is sound', [], 'sound'],
    ['with a note is sound', [finding('info', 'stray-file')], 'sound'],
    ['with a gap that does no harm is sound', [finding('info', 'archive-gap')], 'sound'],
    ['with a gap that does harm is faulty', [finding('warning', 'archive-gap')], 'faulty'],
    ['with an error is faulty', [finding('error', 'empty-segment')], 'faulty'],
    ['with encrypted segments is unread', [finding('warning', 'encrypted-segment')], 'unread'],
    ['with segments that may not be opened is unread', [finding('warning', 'unreadable-segment')], 'unread'],
    ['with WAL of an unknown version is unread', [finding('warning', 'unknown-wal-version')], 'unread'],
    [
      'with a compression that is not known is unread',
      [finding('warning', 'unreadable-compression')],
      'unread',
    ],
    ['with a verification that failed is unread', [finding('error', 'verification-failed')], 'unread'],
    ['with another warning is sound', [finding('warning', 'dead-branch-wal')], 'sound'],
  ];
  for (const [title, findings, state] of table)
    it(title, () => {
      assert.equal(archiveStateOf({ findings }), state);
    });

  it('counts a fault before doubt, in any order', () => {
    const both = [finding('warning', 'encrypted-segment'), finding('error', 'empty-segment')];
    assert.equal(archiveStateOf({ findings: both }), 'faulty');
    assert.equal(archiveStateOf({ findings: both.toReversed() }), 'faulty');
    const failed = [finding('error', 'verification-failed'), finding('warning', 'archive-gap')];
    assert.equal(archiveStateOf({ findings: failed }), 'faulty');
  });
});
