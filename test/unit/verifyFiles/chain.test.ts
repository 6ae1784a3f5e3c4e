import assert from 'node:assert/strict';
import { messageOf } from '../../../src/core/report/messages';
import type { ChainMember } from '../../../src/core/verify/files/chain';
import { checkChain } from '../../../src/core/verify/files/chain';

function member(id: string, start: bigint, from?: bigint, more: Partial<ChainMember> = {}): ChainMember {
  return {
    id,
    file: `/backups/${id}/backup_label`,
    start: { lsn: start, timeline: 1 },
    from: from === undefined ? undefined : { lsn: from, timeline: 1 },
    systemIdentifier: 7n,
    ...more,
  };
}

const FULL = member('full', 0x2000028n);
const MONDAY = member('monday', 0x4000028n, 0x2000028n);
const TUESDAY = member('tuesday', 0x6000028n, 0x4000028n);

function reasons(members: readonly ChainMember[]): string[] {
  return checkChain(members).map(({ set, args }) => `${set ?? ''} ${String(args['reason'])}`);
}

/** The faults of pg_combinebackup's own test t/005_integrity.pl. */
describe('checkChain', () => {
  it('takes a whole chain, a full backup alone, and nothing', () => {
    assert.deepEqual(reasons([FULL, MONDAY, TUESDAY]), []);
    assert.deepEqual(reasons([FULL]), []);
    assert.deepEqual(reasons([]), []);
  });

  it('wants the full backup first', () => {
    assert.deepEqual(reasons([MONDAY, TUESDAY]), ['monday first-not-full']);
    assert.deepEqual(reasons([MONDAY, FULL]), ['monday first-not-full', 'full later-full']);
  });

  it('wants no other full backup', () => {
    assert.deepEqual(reasons([FULL, member('other', 0x3000028n)]), ['other later-full']);
  });

  it('wants every link', () => {
    const [finding] = checkChain([FULL, TUESDAY]);
    assert.deepEqual(reasons([FULL, TUESDAY]), ['tuesday wrong-start']);
    assert.ok(finding);
    assert.match(messageOf(finding).message, /it starts at 0\/2000028 instead of 0\/4000028/);
    assert.deepEqual(reasons([FULL, TUESDAY, MONDAY]), ['tuesday wrong-start', 'monday wrong-start']);
  });

  it('wants the timeline on which the parent was', () => {
    const promoted = member('promoted', 0x6000028n, undefined, { from: { lsn: 0x4000028n, timeline: 2 } });
    assert.deepEqual(reasons([FULL, MONDAY, promoted]), ['promoted wrong-timeline']);
  });

  it('wants one cluster', () => {
    const foreign = { ...MONDAY, systemIdentifier: 8n };
    assert.deepEqual(reasons([FULL, foreign, TUESDAY]), ['monday other-cluster']);
    assert.deepEqual(reasons([FULL, { ...MONDAY, systemIdentifier: undefined }]), []);
  });
});
