import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/ground/finding';
import type { WalArchive } from '../../../src/core/model/walArchive';
import { walGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import { lookForFiles } from '../../../src/engine/monitor/claimedFiles';
import type { TaskRunner } from '../../../src/worker/taskRunner';
import { anArchive } from '../report/fabricated';

const geometry = walGeometry(16 * 1024 * 1024, 150000);
const owner = { systemIdentifier: 1n, versionNum: 150000, geometry };

/** No file that is looked for is there. */
const nothing = {
  run: (_kind: string, { archive }: { readonly archive: WalArchive }) =>
    Promise.resolve(
      archive.runs.flatMap(({ timeline, first, last }): Finding[] =>
        Array.from({ length: last - first + 1 }, (_, i) => ({
          code: 'unreadable-segment',
          severity: 'error',
          segment: segmentName(timeline, first + i, geometry),
          args: { reason: 'ENOENT' },
        })),
      ),
    ),
} as unknown as TaskRunner;

describe('the files that a server calls archived', () => {
  it('are not called missing without a look: an archive without a sound page is searched for 1000 names', async () => {
    const archive = { ...anArchive(), geometry: undefined, segmentCount: 1 };
    const wanted = [{ timeline: 1, first: 10, last: 1511 }];
    const { good, bad, untried } = await lookForFiles(
      nothing,
      [archive],
      owner,
      wanted,
      new AbortController().signal,
    );
    assert.deepEqual([good, bad], [[], []]);
    assert.deepEqual(untried, [{ timeline: 1, first: 1010, last: 1511 }]);
  });
});
