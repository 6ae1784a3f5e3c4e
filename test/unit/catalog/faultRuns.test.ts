import assert from 'node:assert/strict';
import { checkArchive } from '../../../src/core/catalog/assess/checkArchive';
import type { Catalog } from '../../../src/core/model/catalog';
import { withSegments } from '../../../src/core/proofs/withReading';
import { toReport } from '../../../src/core/report/toReport';
import { findingsByFile } from '../../../src/vscode/editor/model/diagnosticPlan';
import { archiveRoots } from '../../../src/vscode/tree/nodes/archiveNodes';
import { setRoots } from '../../../src/vscode/tree/nodes/setNodes';
import { command } from '../cli/console';
import { aContext, everything } from '../tree/support';
import { FakeCluster, MEGABYTE } from './fakeCluster';
import { scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';

const FIRST = '0000000100000000000000A0';
const LAST = '00000001000000000000019F';
const COUNT = 256;
const WORDS = `256 segments contain zeros instead of WAL: ${FIRST} to ${LAST}.`;

/** A set of 400 segments, of which 256 in a row contain zeros, as the catalog has it after its archive was checked. */
async function zeroed(): Promise<Catalog> {
  const tree = new MemoryTree();
  const cluster = new FakeCluster(tree);
  cluster.segments('/b/archive', 0x50, 0x1df);
  for (let segment = 0xa0; segment <= 0x19f; segment++)
    tree.file(`/b/archive/${cluster.name(segment)}`, new Uint8Array(8192), MEGABYTE);
  tree.file('/b/backup_label', cluster.label(0x50));
  tree.file(`/b/archive/${cluster.historyName(0x50)}`, cluster.history(0x50, 0x1df00100n));
  const catalog = await scanAll(tree);
  const archives = catalog.archives.map(async (archive) => {
    const looked = await checkArchive(tree, archive, 'headers');
    return withSegments(archive, { looked, read: [], records: 0 });
  });
  return { ...catalog, archives: await Promise.all(archives) };
}

describe('256 zeroed segments in a row', () => {
  let catalog: Catalog;
  before(async () => {
    catalog = await zeroed();
  });

  it('are one finding of the set and one of the archive, and every segment counts', () => {
    const [set] = catalog.sets;
    const [archive] = catalog.archives;
    for (const findings of [set?.findings ?? [], archive?.findings ?? []]) {
      const zeros = findings.filter(({ code }) => code === 'zeroed-segment');
      assert.deepEqual(
        zeros.map(({ segment, args }) => [segment, args['first'], args['last'], args['count']]),
        [[FIRST, FIRST, LAST, COUNT]],
      );
    }
    const wrong = set?.required?.runs.filter(({ state }) => state === 'wrong') ?? [];
    assert.deepEqual(
      wrong.map(({ first, last }) => last - first + 1),
      [COUNT],
    );
    assert.equal(set?.verdict, 'damaged');
  });

  it('are one entry of the report, whose segment is the first', () => {
    const { sets, archives } = toReport(catalog);
    for (const { findings } of [...sets, ...archives]) {
      const zeros = findings.filter(({ code }) => code === 'zeroed-segment');
      assert.deepEqual(
        zeros.map(({ segment, lastSegment, segmentCount }) => [segment, lastSegment, segmentCount]),
        [[FIRST, LAST, COUNT]],
      );
    }
  });

  it('are said once in the terminal, under the set and under the archive', async () => {
    const { out } = await command(['list', '/b'], catalog);
    const text = out.replace(/\s+/g, ' ');
    assert.equal(text.split(WORDS).length - 1, 2, out);
    assert.equal(text.split('[zeroed-segment]').length - 1, 2, out);
  });

  it('are one node of the tree for the set and one for the archive', () => {
    const context = aContext();
    for (const roots of [setRoots(catalog, context), archiveRoots(catalog, context)]) {
      const nodes = [...everything(roots)].filter(({ id }) => id.includes('zeroed-segment'));
      assert.equal(nodes.length, 1);
      assert.ok(nodes[0]?.label.startsWith(WORDS));
    }
  });

  it('are one problem of the label', () => {
    const plan = findingsByFile(catalog);
    const problems = plan.get('/b/backup_label')?.findings.filter(({ code }) => code === 'zeroed-segment');
    assert.equal(problems?.length, 1);
  });
});
