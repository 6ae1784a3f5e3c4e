import assert from 'node:assert/strict';
import { aCluster, aControl, DATA, foundIn, STOP } from './builtCluster';

const PAGE = 8192;

/** Pages of a table whose last changes ended at these locations. */
function pages(...lsns: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(lsns.length * PAGE);
  const view = new DataView(bytes.buffer);
  lsns.forEach((lsn, i) => {
    const at = i * PAGE;
    view.setUint32(at, Number(lsn >> 32n), true);
    view.setUint32(at + 4, Number(lsn & 0xffffffffn), true);
    view.setUint16(at + 12, 24, true);
    view.setUint16(at + 14, PAGE, true);
    view.setUint16(at + 16, PAGE, true);
    view.setUint16(at + 18, PAGE | 4, true);
  });
  return bytes;
}

const file = `${DATA}/base/5/16400`;
const late = 'copied-after-stop base/5/16400';

describe('the pages of a data directory', () => {
  it('were not changed after the end of the backup', async () => {
    assert.deepEqual(await foundIn(aCluster().file(file, pages(STOP, STOP - 1n))), []);
    assert.deepEqual(await foundIn(aCluster().file(file, pages(1n, STOP + 1n))), [`${late} stop`]);
    // The end is not known.
    assert.deepEqual(await foundIn(aCluster().file(file, pages(STOP + 1n)), { stop: undefined }), []);
  });

  it('of a standby were not changed after the recovery point of its pg_control', async () => {
    const control = aControl({ minRecoveryPoint: STOP - 0x1000n });
    const tree = aCluster().file(file, pages(STOP - 0x500n));
    assert.deepEqual(await foundIn(tree, { takenFrom: 'standby', control }), [`${late} recovery-point`]);
    const last = aControl({ minRecoveryPoint: STOP });
    assert.deepEqual(await foundIn(tree, { takenFrom: 'standby', control: last }), []);
  });

  it('are those that carry a location', async () => {
    const tree = aCluster();
    for (const name of ['16400_fsm', '16400_init', 't3_16400', 'pg_internal.init'])
      tree.file(`${DATA}/base/5/${name}`, pages(STOP + 1n));
    tree.file(file, new Uint8Array(PAGE)).file(`${DATA}/base/5/16401`, new Uint8Array(PAGE).fill(255));
    assert.deepEqual(await foundIn(tree), []);
    assert.deepEqual(await foundIn(aCluster().file(`${DATA}/base/5/16400_vm`, pages(STOP + 1n))), [
      'copied-after-stop base/5/16400_vm stop',
    ]);
  });

  it('are looked at in a sample of a large cluster', async () => {
    const tree = aCluster();
    for (let table = 0; table < 6000; table++) tree.file(`${DATA}/base/5/${String(20000 + table)}`, '');
    tree.opened.length = 0;
    await foundIn(tree);
    assert.ok(tree.opened.length < 20_000);
  });
});
