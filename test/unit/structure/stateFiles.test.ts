import assert from 'node:assert/strict';
import fc from 'fast-check';
import { originCheckpointProblem } from '../../../src/core/formats/cluster/originCheckpoint';
import { slotStateProblem } from '../../../src/core/formats/cluster/slotState';
import { twoPhaseProblem } from '../../../src/core/formats/cluster/twoPhaseFile';
import { checkStructure } from '../../../src/core/verify/structure/checkStructure';
import {
  aCluster,
  aControl,
  anInput,
  anOriginCheckpoint,
  aRelationMap,
  aSlotState,
  aTwoPhaseFile,
  DATA,
  foundIn,
} from './builtCluster';

/** Flips one bit of some bytes. */
function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  const at = bit % (copy.length * 8);
  copy[at >> 3] = (copy[at >> 3] ?? 0) ^ (1 << (at & 7));
  return copy;
}

const bits = fc.integer({ min: 0, max: 1_000_000 });

describe('state files of a data directory', () => {
  it('are sound in a whole cluster', async () => {
    const look = await checkStructure(aCluster(), anInput());
    // Without the WAL nothing is said of relations.
    assert.deepEqual(look, { findings: [], evidence: 'names', relations: undefined, canceled: false });
  });

  it('are relation maps of the size of the version', async () => {
    const small = aRelationMap([[1262, 1262]], 512);
    const large = aRelationMap([[1262, 1262]], 524);
    const name = `${DATA}/global/pg_filenode.map`;
    const bad = 'damaged-state-file global/pg_filenode.map relation-map checksum';
    assert.deepEqual(await foundIn(aCluster().file(name, large)), [bad]);
    // What follows is not read.
    assert.deepEqual(await foundIn(aCluster().file(name, new Uint8Array([...small, 1, 2, 3]))), []);
    const later = await foundIn(aCluster().file(name, small), { versionNum: 160000 });
    assert.equal(later[0], 'damaged-state-file global/pg_filenode.map relation-map size');
    assert.deepEqual(await foundIn(aCluster().remove(name)), ['missing-file global/pg_filenode.map map']);
  });

  it('belong to every database', async () => {
    const tree = aCluster().remove(`${DATA}/base/4/PG_VERSION`).remove(`${DATA}/base/5/pg_filenode.map`);
    tree.file(`${DATA}/base/1/PG_VERSION`, '14\n').file(`${DATA}/base/pgsql_tmp/PG_VERSION`, 'x');
    assert.deepEqual(await foundIn(tree), [
      'damaged-state-file base/1/PG_VERSION database-version',
      'missing-file base/4/PG_VERSION database-version',
      'missing-file base/5/pg_filenode.map database-map',
    ]);
    // As a server reads it: the number alone.
    assert.deepEqual(await foundIn(aCluster().file(`${DATA}/base/1/PG_VERSION`, '15.3abc')), []);
  });

  it('are prepared transactions, but those that began after the checkpoint', async () => {
    const good = aTwoPhaseFile(730, 4);
    const tree = aCluster().file(`${DATA}/pg_twophase/000002DA`, good);
    assert.deepEqual(await foundIn(tree), []);
    tree.file(`${DATA}/pg_twophase/000002DA`, good.subarray(0, 20));
    assert.deepEqual(await foundIn(tree), ['damaged-state-file pg_twophase/000002DA two-phase size']);
    const old = await foundIn(tree, { versionNum: 110000 });
    assert.ok(old.includes('damaged-state-file pg_twophase/000002DA two-phase-lost size'), old.join());
    const control = aControl();
    const counters = { ...control.counters, nextXid: 730 } as NonNullable<typeof control.counters>;
    assert.deepEqual(await foundIn(tree, { control: { ...control, counters } }), []);
  });

  it('are replication slots, which restore steps remove', async () => {
    const tree = aCluster()
      .file(`${DATA}/pg_replslot/good/state`, aSlotState(new Uint8Array(184)))
      .file(`${DATA}/pg_replslot/cut/state`, aSlotState(new Uint8Array(184)).subarray(0, 100))
      .folder(`${DATA}/pg_replslot/none`)
      .folder(`${DATA}/pg_replslot/begun.tmp`);
    assert.deepEqual(await foundIn(tree), [
      'damaged-state-file warning pg_replslot/cut/state slot size',
      'missing-file warning pg_replslot/none/state slot',
    ]);
  });

  it('are the progress of replication, if there is any', async () => {
    const name = `${DATA}/pg_logical/replorigin_checkpoint`;
    assert.deepEqual(await foundIn(aCluster().file(name, anOriginCheckpoint([[1, 0x3000000n]]))), []);
    assert.deepEqual(await foundIn(aCluster().file(name, '')), [
      'damaged-state-file pg_logical/replorigin_checkpoint origin size',
    ]);
  });

  it('show every flipped bit', () => {
    const slot = aSlotState(new Uint8Array(184).fill(7));
    const origins = anOriginCheckpoint([
      [1, 5n],
      [2, 6n],
    ]);
    const twoPhase = aTwoPhaseFile(730, 9);
    fc.assert(
      fc.property(bits, (bit) => {
        assert.notEqual(slotStateProblem(flipped(slot, bit), 150000), undefined);
        assert.notEqual(originCheckpointProblem(flipped(origins, bit)), undefined);
        // The last digit of the magic number depends on the version.
        const at = bit % (twoPhase.length * 8);
        if (at > 3) assert.notEqual(twoPhaseProblem(flipped(twoPhase, bit), 730, 150000), undefined);
      }),
    );
  });

  it('that cannot be read leave the rest of the data directory named only', async () => {
    const tree = aCluster().locked(`${DATA}/base/5/pg_filenode.map`);
    const look = await checkStructure(tree, anInput());
    assert.equal(look.evidence, 'names');
    assert.deepEqual(
      look.findings.map(({ code }) => code),
      ['unreadable-file'],
    );
    // What a packed tar does not keep may be sound.
    const packed = aCluster().locked(`${DATA}/base/5/pg_filenode.map`, 'EFBIG');
    assert.deepEqual((await checkStructure(packed, anInput())).findings, []);
  });

  it('are named up to a bound', async () => {
    const tree = aCluster();
    for (let slot = 0; slot < 1000; slot++) tree.folder(`${DATA}/pg_replslot/slot${String(slot)}`);
    assert.equal((await foundIn(tree)).length, 20);
  });
});

describe('the configuration of a data directory', () => {
  it('may be kept elsewhere, which a server must be told', async () => {
    assert.deepEqual(await foundIn(aCluster().remove(`${DATA}/postgresql.conf`)), [
      'refused-configuration warning /b/data no-configuration',
    ]);
    // Tools bring it when they restore.
    assert.deepEqual(await foundIn(aCluster().remove(`${DATA}/pg_hba.conf`), { layout: 'barman' }), []);
  });

  it('has the files that it includes', async () => {
    const tree = aCluster().file(
      `${DATA}/postgresql.conf`,
      "include 'more.conf'\n#include 'x'\ninclude_dir 'd'\n",
    );
    assert.deepEqual(await foundIn(tree), ['refused-configuration warning postgresql.conf include']);
    assert.deepEqual(await foundIn(tree.file(`${DATA}/more.conf`, '')), []);
  });
});

describe('a data directory in a tar', () => {
  const IN_TAR = '/b/base.tar.gz';

  function packed(whole: boolean) {
    const tree = aCluster().remove(`${DATA}/global/pg_filenode.map`);
    const facts = { compression: 'gzip', whole, members: 9, hasBackupContent: true, faults: [] } as const;
    return Object.assign(tree, { readTar: () => Promise.resolve(facts) });
  }

  it('lacks nothing as long as the tar was not read to its end', async () => {
    const tars = [{ path: IN_TAR, prefix: '' }];
    const unread = await checkStructure(packed(false), anInput({ layout: 'basebackup-tar', tars }));
    assert.deepEqual([unread.evidence, unread.findings], ['not-checked', []]);
    const read = await checkStructure(packed(true), anInput({ layout: 'basebackup-tar', tars }));
    assert.deepEqual(
      read.findings.map(({ code }) => code),
      ['missing-file'],
    );
  });
});
