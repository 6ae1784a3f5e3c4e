import assert from 'node:assert/strict';
import { checkArchive } from '../../../src/core/catalog/assess/checkArchive';
import { archiveParts } from '../../../src/core/model/archiveParts';
import type { WalArchive } from '../../../src/core/model/walArchive';
import { MEGABYTE, pageHeader, SYSTEM } from '../catalog/fakeCluster';
import { scanAll } from '../catalog/looseSet';
import { MemoryTree } from '../catalog/memoryTree';

const MAGIC_OF_12 = 0xd101;
const OTHER = SYSTEM + 1n;

/** Most segments are 16 MB of a cluster of 15; three of 1 MB are of another cluster, of 12. */
async function twoClusters(): Promise<{ tree: MemoryTree; archive: WalArchive }> {
  const tree = new MemoryTree();
  const put = (low: number, segmentSize: number, of: { magic?: number; systemIdentifier?: bigint }): void => {
    const header = pageHeader({ segmentSize, pageAddress: BigInt(low * segmentSize), ...of });
    const name = `0000000100000000000000${low.toString(16).toUpperCase().padStart(2, '0')}`;
    tree.file(`/b/archive/${name}`, header, segmentSize);
  };
  for (let low = 0x20; low < 0x60; low++) put(low, 16 * MEGABYTE, {});
  for (let low = 3; low <= 5; low++) put(low, MEGABYTE, { magic: MAGIC_OF_12, systemIdentifier: OTHER });
  const [archive] = (await scanAll(tree)).archives;
  assert.ok(archive);
  return { tree, archive };
}

describe('the parts of an archive by segment size', () => {
  it('have each the cluster and the version of their own segments', async () => {
    const { archive } = await twoClusters();
    assert.deepEqual(
      archiveParts(archive).map((part) => [
        part.geometry?.segmentSize,
        part.systemIdentifier,
        part.versionNum,
      ]),
      [
        [16 * MEGABYTE, SYSTEM, 150000],
        [MEGABYTE, OTHER, 120000],
      ],
    );
  });

  it('are judged by their own version', async () => {
    const { tree, archive } = await twoClusters();
    const findings = await checkArchive(tree, archive, 'headers');
    assert.deepEqual(
      findings.map(({ code }) => code),
      [],
    );
  });
});
