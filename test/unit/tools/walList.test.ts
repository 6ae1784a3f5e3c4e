import assert from 'node:assert/strict';
import fc from 'fast-check';
import { walListFindings } from '../../../src/core/catalog/tools/walList';
import type { FileTree } from '../../../src/core/ground/ports';
import { walGeometry } from '../../../src/core/wal/geometry';
import type { SegmentRange } from '../../../src/core/wal/segmentName';
import { segmentName } from '../../../src/core/wal/segmentName';

const GEOMETRY = walGeometry(16 * 1024 * 1024, 150000);

describe('Barman’s list of its WAL', () => {
  /** Segments that are absent from disk, and those that are not in the list. */
  async function compare(listed: readonly number[][], onDisk: readonly number[][]): Promise<unknown> {
    const lines = listed.map(
      ([timeline = 0, segment = 0]) => `${segmentName(timeline, segment, GEOMETRY)}\t1\n`,
    );
    const bytes = Buffer.from(lines.join(''));
    const read: FileTree['read'] = (_path, offset, length) =>
      Promise.resolve(bytes.subarray(offset, offset + length));
    const tree = { read } as FileTree;
    const [finding] = await walListFindings(tree, '/xlog.db', rangesOf(onDisk), GEOMETRY);
    return finding === undefined ? [0, 0] : [finding.args['absent'], finding.args['unlisted']];
  }

  function rangesOf(segments: readonly number[][]): SegmentRange[] {
    const ranges: SegmentRange[] = [];
    for (const [timeline = 0, segment = 0] of segments) {
      const before = ranges.at(-1);
      if (before?.timeline === timeline && before.last + 1 === segment)
        ranges[ranges.length - 1] = { ...before, last: segment };
      else ranges.push({ timeline, first: segment, last: segment });
    }
    return ranges;
  }

  it('differs by exactly the segments that one of the two has', async () => {
    const some = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 30 })), {
        selector: String,
        maxLength: 60,
      })
      .map((list) => list.sort(([a, b], [c, d]) => a - c || b - d));
    await fc.assert(
      fc.asyncProperty(some, some, async (listed, onDisk) => {
        const [names, files] = [new Set(listed.map(String)), new Set(onDisk.map(String))];
        const absent = listed.filter((one) => !files.has(String(one))).length;
        const unlisted = onDisk.filter((one) => !names.has(String(one))).length;
        assert.deepEqual(await compare(listed, onDisk), [absent, unlisted]);
      }),
    );
  });

  it('is compared in one pass, however many holes both have', async () => {
    const every = Array.from({ length: 100_000 }, (_, i) => [1, 2 * i + 1]);
    assert.deepEqual(await compare(every, every.slice(1)), [1, 0]);
  });
});
