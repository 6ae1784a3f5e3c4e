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
async function twoClusters(
  change?: (tree: MemoryTree) => void,
): Promise<{ tree: MemoryTree; archive: WalArchive }> {
  const tree = new MemoryTree();
  const put = (low: number, segmentSize: number, of: { magic?: number; systemIdentifier?: bigint }): void => {
    const header = pageHeader({ segmentSize, pageAddress: BigInt(low * segmentSize), ...of });
    const name = `0000000100000000000000${low.toString(16).toUpperCase().padStart(2, '0')}`;
    tree.file(`/b/archive/${name}`, header, segmentSize);
  };
  for (let low = 0x20; low < 0x60; low++) put(low, 16 * MEGABYTE, {});
  for (let low = 3; low <= 5; low++) put(low, MEGABYTE, { magic: MAGIC_OF_12, systemIdentifier: OTHER });
  change?.(tree);
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

  it('name the file that is there, also if its suffix says that it is compressed', async () => {
    const { archive } = await twoClusters((tree) => {
      const small = { pageAddress: BigInt(6 * MEGABYTE), magic: MAGIC_OF_12, systemIdentifier: OTHER };
      tree.file('/b/archive/000000010000000000000006.gz', pageHeader(small), MEGABYTE / 2);
      const segmentSize = 16 * MEGABYTE;
      for (const low of [0x60, 0x61, 0x62]) {
        const header = pageHeader({ segmentSize, pageAddress: BigInt(low * segmentSize) });
        tree.file(`/b/archive/0000000100000000000000${low.toString(16)}.gz`, header, segmentSize);
      }
    });
    const cut = archive.findings.find(({ code }) => code === 'truncated-segment');
    assert.equal(cut?.file, '/b/archive/000000010000000000000006.gz');
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
