import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CheckpointCounters } from '../../../src/core/formats/controlCounters';
import {
  filesOf,
  MULTIXACT_OFFSETS,
  multixactMembers,
  pageOf,
  slruFileName,
  transactionLog,
} from '../../../src/core/formats/cluster/slru';
import { aCluster, aControl, DATA, foundIn } from './builtCluster';
import type { MemoryTree } from '../catalog/memoryTree';

const FILE = 32 * 8192;
const PER_FILE = 32 * 32768;

function withCounters(counters: Partial<CheckpointCounters>) {
  const control = aControl();
  return { control: { ...control, counters: { ...control.counters, ...counters } as CheckpointCounters } };
}

/** A cluster with these files of pg_xact, each whole. */
function withXact(files: readonly number[], size = FILE): MemoryTree {
  const tree = aCluster().remove(`${DATA}/pg_xact`);
  for (const file of files) tree.file(`${DATA}/pg_xact/${slruFileName(file)}`, new Uint8Array(0), size);
  return tree;
}

describe('the transaction logs of a data directory', () => {
  it('have the page of the next transaction', async () => {
    const at = withCounters({ nextXid: 32768 * 2 + 1 });
    assert.deepEqual(await foundIn(withXact([0], 3 * 8192), at), []);
    assert.deepEqual(await foundIn(withXact([0], 3 * 8192 - 1), at), ['missing-file pg_xact/0000 log-cut']);
    // While no transaction is on a page, no server reads it.
    assert.deepEqual(await foundIn(withXact([0], 2 * 8192), withCounters({ nextXid: 32768 * 2 })), []);
    assert.deepEqual(await foundIn(withXact([1]), withCounters({ nextXid: 700 })), [
      'missing-file pg_xact/0000 log',
    ]);
  });

  it('may lack the page if pg_control is of a later checkpoint: WAL makes it', async () => {
    const { control } = withCounters({ nextXid: 32768 * 2 + 1 });
    const later = { control: { ...control, redoLsn: control.redoLsn + 0x1000n } };
    assert.deepEqual(await foundIn(withXact([0], 8192), later), []);
  });

  it('have no hole between the oldest and the newest', async () => {
    const at = withCounters({ oldestXid: PER_FILE + 5, nextXid: 4 * PER_FILE + 5 });
    assert.deepEqual(await foundIn(withXact([1, 2, 3, 4]), at), []);
    // Old ones may have gone while the copy was made.
    assert.deepEqual(await foundIn(withXact([3, 4]), at), []);
    assert.deepEqual(await foundIn(withXact([1, 2, 4]), at), ['missing-file pg_xact/0003 log-hole']);
  });

  it('wrap as the numbers of transactions do', async () => {
    const count = filesOf(transactionLog(150000), 8192);
    const at = withCounters({ oldestXid: (count - 2) * PER_FILE, nextXid: PER_FILE + 5 });
    assert.deepEqual(await foundIn(withXact([count - 2, count - 1, 0, 1]), at), []);
    assert.deepEqual(await foundIn(withXact([count - 2, 0, 1]), at), ['missing-file pg_xact/0FFF log-hole']);
  });

  it('are those of multixacts, too', async () => {
    const nothing = aCluster().file(`${DATA}/pg_multixact/offsets/0000`, new Uint8Array(0), 100);
    assert.deepEqual(await foundIn(nothing), ['missing-file pg_multixact/offsets/0000 log-cut']);
    const at = withCounters({ nextMultiOffset: 5 });
    const members = aCluster().file(`${DATA}/pg_multixact/members/0000`, new Uint8Array(0), 0);
    assert.deepEqual(await foundIn(members, at), ['missing-file pg_multixact/members/0000 log-cut']);
    // The first group of a page is written before it is read.
    assert.deepEqual(await foundIn(members, withCounters({ nextMultiOffset: 3 })), []);
  });

  it('have the pages that servers count', () => {
    // 1636 members are on a page of 8 kB from 9.3 on, 2048 before (`MULTIXACT_MEMBERS_PER_PAGE`).
    assert.equal(multixactMembers(150000).perPage(8192), 1636);
    assert.equal(multixactMembers(90200).perPage(8192), 2048);
    assert.equal(filesOf(multixactMembers(150000), 8192), 0x14078 + 1);
    assert.equal(filesOf(MULTIXACT_OFFSETS, 8192), 0x10000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (entry) => {
        for (const log of [transactionLog(150000), MULTIXACT_OFFSETS, multixactMembers(150000)]) {
          const { file, offset } = pageOf(log, entry, 8192);
          assert.ok(file < filesOf(log, 8192) && offset < FILE && offset % 8192 === 0);
        }
      }),
    );
  });
});
