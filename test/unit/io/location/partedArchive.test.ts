import assert from 'node:assert/strict';
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { scan } from '../../../../src/core/catalog/scan';
import { LocatedTree } from '../../../../src/io/location/locatedTree';
import { withPhysicalFiles } from '../../../../src/io/location/physicalFiles';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { FakeCluster, MEGABYTE } from '../../catalog/fakeCluster';
import { MemoryTree } from '../../catalog/memoryTree';
import { temporaryFolder } from '../temporary';

describe('An archive that a tool parts into folders', () => {
  const folder = temporaryFolder();
  const cluster = new FakeCluster(new MemoryTree());

  async function put(segment: number, digit: string, size = MEGABYTE): Promise<string> {
    const name = cluster.name(segment);
    cluster.segment('/m', segment);
    const bytes = await cluster.tree.read(`/m/${name}`, 0, 8192);
    assert.ok(!('failed' in bytes));
    const shard = `${folder.path}/wal/${name.slice(0, 16)}`;
    mkdirSync(shard, { recursive: true });
    const file = `${shard}/${name}-${digit.repeat(40)}`;
    writeFileSync(file, bytes);
    truncateSync(file, size);
    return file;
  }

  async function scanned(): ReturnType<typeof scan> {
    const options = { roots: [folder.path], archiveDirectories: [], level: 'headers' } as const;
    return withPhysicalFiles(await scan(new LocatedTree(new NodeFileTree()), options));
  }

  it('is one archive, and every finding names a file that is there', async () => {
    writeFileSync(`${folder.path}/backup_label`, cluster.label(4094));
    for (const segment of [4094, 4095, 4096]) await put(segment, 'a');
    const short = await put(4097, 'a', MEGABYTE / 2);
    const { sets, archives } = await scanned();
    assert.deepEqual(
      archives.map(({ path, segmentCount, runs }) => [path, segmentCount, runs.length]),
      [[`${folder.path}/wal`, 4, 1]],
    );
    assert.equal(sets[0]?.required?.count, 4);
    const findings = [...sets, ...archives].flatMap((found) => found.findings);
    assert.deepEqual(
      findings.filter(({ code }) => code === 'truncated-segment').map(({ file }) => file),
      [short, short],
    );
    for (const { file } of findings) assert.ok(file === undefined || existsSync(file), file);
  });

  it('tells of two files of one segment: as an error to the set that needs it', async () => {
    writeFileSync(`${folder.path}/backup_label`, cluster.label(5));
    for (const segment of [5, 6, 7]) await put(segment, 'a');
    await put(6, 'b');
    const { sets, archives } = await scanned();
    const duplicates = [...(sets[0]?.findings ?? []), ...(archives[0]?.findings ?? [])].filter(
      ({ code }) => code === 'duplicate-segment',
    );
    assert.deepEqual(
      duplicates.map(({ severity, segment, args }) => [severity, segment, args['reason']]),
      [
        ['error', cluster.name(6), 'two-files'],
        ['warning', cluster.name(6), 'two-files'],
      ],
    );
    assert.equal(sets[0]?.verdict, 'damaged');
  });
});
