import assert from 'node:assert/strict';
import type { WalArchive } from '../../../src/core/model/walArchive';
import type { FindingCode } from '../../../src/core/ground/finding';
import type { ArchiveWalk } from '../../../src/core/verify/records/walkArchive';
import type { WalCut } from '../../../src/core/verify/records/walCut';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import { readEverySegment, readWindows, type WalReader } from '../../../src/engine/read/readRecordsOfArchive';
import { aSet, anArchive, lsn } from '../report/fabricated';

const archive = anArchive();
const geometry: WalGeometry = archive.geometry ?? assert.fail();
const [before, behind] = archive.timelines[0]?.ranges ?? [];
assert.ok(before && behind);

function cutAt(segment: number, code: FindingCode): WalCut {
  const name = segmentName(1, segment, geometry);
  const place = { timeline: 1, segment, segmentName: name, file: `/archive/${name}`, lsn: undefined };
  return { code, args: {}, ...place };
}

const NO_READER: WalReader = {
  walkArchive: () => assert.fail('not asked for'),
  walkSegments: () => assert.fail('not asked for'),
};

describe('readEverySegment', () => {
  /** Reads an archive with faults in some segments; returns the findings, and where reading began. */
  async function read(
    faults: Readonly<Record<number, FindingCode>>,
    more: Partial<WalArchive> = {},
  ): Promise<{ found: unknown[]; walks: number[]; records: number }> {
    const walks: number[] = [];
    const reader: WalReader = {
      ...NO_READER,
      walkSegments: (_job, first, last) => {
        walks.push(first);
        const at = Object.keys(faults)
          .map(Number)
          .find((segment) => first <= segment && segment <= last);
        const cut = at === undefined ? undefined : cutAt(at, faults[at] ?? 'invalid-page-header');
        const end = cut === undefined ? ({ kind: 'range-end' } as const) : ({ kind: 'cut', cut } as const);
        return Promise.resolve({ end, reached: undefined, records: 10 });
      },
    };
    const { findings, records } = await readEverySegment(reader, { ...archive, ...more });
    return { found: findings.map(({ code, segment }) => [code, segment]), walks, records };
  }

  it('reads each range once where all is well', async () => {
    assert.deepEqual(await read({}), { found: [], walks: [before.first, behind.first], records: 20 });
  });

  it('reports several segments in a row with the same fault as one finding, however many they are', async () => {
    const first = 5000;
    const ranges = [{ timeline: 1, first, last: first + 999 }];
    const timelines = [{ timeline: 1, parent: undefined, switchLsn: undefined, ranges, gaps: [] }];
    const faults: Record<number, FindingCode> = {};
    for (let segment = first + 1; segment < first + 999; segment++) faults[segment] = 'zeroed-segment';
    const walkSegments: WalReader['walkSegments'] = (_job, from) => {
      const code = faults[from === first ? first + 1 : from];
      const cut = code === undefined ? undefined : cutAt(from === first ? first + 1 : from, code);
      const end = cut === undefined ? ({ kind: 'range-end' } as const) : ({ kind: 'cut', cut } as const);
      return Promise.resolve({ end, reached: undefined, records: 1 });
    };
    const { findings } = await readEverySegment({ ...NO_READER, walkSegments }, { ...archive, timelines });
    assert.deepEqual(
      findings.map(({ code, args }) => [code, args['count']]),
      [['zeroed-segment', 998]],
    );
  });

  it('goes on behind a fault', async () => {
    const middle = before.first + 1;
    assert.deepEqual(await read({ [middle]: 'record-checksum-mismatch' }), {
      found: [['record-checksum-mismatch', segmentName(1, middle, geometry)]],
      walks: [before.first, middle + 1, behind.first],
      records: 30,
    });
  });

  it('takes an unfinished segment for a fault only where others follow', async () => {
    const code = 'incomplete-segment';
    assert.deepEqual((await read({ [behind.last]: code })).found, []);
    assert.equal((await read({ [before.first]: code })).found.length, 1);
  });

  it('knows that a server keeps old files under future names in its own directory, and nowhere else', async () => {
    const faults = { [behind.last]: 'recycled-segment' } as const;
    assert.equal((await read(faults)).found.length, 1);
    assert.deepEqual((await read(faults, { layout: 'pg-wal' })).found, []);
  });

  it('takes a file of the wrong size for the end of the WAL in a server’s own directory, and nowhere else', async () => {
    for (const code of ['empty-segment', 'truncated-segment', 'wrong-size-segment'] as const) {
      assert.equal((await read({ [behind.last]: code })).found.length, 1);
      assert.deepEqual((await read({ [behind.last]: code }, { layout: 'pg-wal' })).found, []);
    }
  });

  it('takes an unfinished segment in a server’s own directory for its end where only files kept ready follow', async () => {
    const { first, last } = behind;
    const ready: Record<number, FindingCode> = { [first]: 'incomplete-segment' };
    for (let segment = first + 1; segment <= last; segment++) ready[segment] = 'recycled-segment';
    assert.deepEqual((await read(ready, { layout: 'pg-wal' })).found, []);
    // An archive has no preallocated files.
    assert.equal((await read(ready)).found.length, 1 + last - first);
    // The last one contains WAL again: then the unfinished one is a gap.
    const hole = Object.fromEntries(Object.entries(ready).filter(([segment]) => Number(segment) !== last));
    assert.deepEqual((await read(hole, { layout: 'pg-wal' })).found, [
      ['incomplete-segment', segmentName(1, first, geometry)],
    ]);
    // A different fault after it.
    const other: Record<number, FindingCode> = { ...ready, [last]: 'record-checksum-mismatch' };
    assert.equal((await read(other, { layout: 'pg-wal' })).found.length, 2);
  });

  it('reads nothing where the segment size is not known', async () => {
    const unknown = await readEverySegment(NO_READER, { ...archive, geometry: undefined });
    assert.deepEqual(unknown, { findings: [], records: 0 });
  });
});

describe('readWindows', () => {
  const set = (id: string, stop: string): ReturnType<typeof aSet> =>
    aSet({
      id,
      verdict: 'restorable',
      stop: { lsn: lsn(stop), timeline: 1, time: undefined, source: 'backup-end-record' },
    });
  const early = set('early', '2/FA000100');
  const late = set('late', '3/100');
  const catalog = { archives: [archive] };

  async function read(reached: string, cut?: WalCut, canceled = false): Promise<unknown> {
    const starts: bigint[] = [];
    const reader: WalReader = {
      ...NO_READER,
      walkArchive: (_job, { from }) => {
        starts.push(from);
        const restorePoints = [{ name: 'before', time: 0, lsn: lsn('3/200'), timeline: 1 }];
        const walk: ArchiveWalk = {
          ...{ records: 5, commits: { count: 0, first: 0, last: 0, latest: 0 }, restorePoints },
          ...{ moreRestorePoints: 0, cut, canceled, reached: lsn(reached) },
        };
        return Promise.resolve(walk);
      },
    };
    const reading = await readWindows(reader, archive, [late, early], catalog);
    return {
      windows: reading.windows.map(({ setId, toLsn }) => [setId, toLsn]),
      findings: reading.findings.map(({ code }) => code),
      points: reading.restorePoints.map(({ name }) => name),
      starts,
    };
  }

  it('reads once for all sets that the way leads past', async () => {
    assert.deepEqual(await read('3/1000'), {
      windows: [
        ['early', lsn('3/1000')],
        ['late', lsn('3/1000')],
      ],
      findings: [],
      points: ['before'],
      starts: [early.stop?.lsn],
    });
  });

  it('sets out anew from a set behind the place where reading ended', async () => {
    const cut = cutAt(before.last, 'record-checksum-mismatch');
    assert.deepEqual(await read('2/FC000000', cut), {
      windows: [
        ['early', lsn('2/FC000000')],
        ['late', lsn('3/100')],
      ],
      findings: ['record-checksum-mismatch'],
      points: ['before'],
      starts: [early.stop?.lsn, late.stop?.lsn],
    });
  });

  it('warns of WAL with wal_level = minimal, at which recovery without a target fails', async () => {
    const minimalWal = { lsn: lsn('3/1000'), previous: lsn('3/F00') };
    const walkArchive: WalReader['walkArchive'] = () =>
      Promise.resolve({
        ...{ records: 5, commits: { count: 0, first: 0, last: 0, latest: 0 }, restorePoints: [] },
        ...{ moreRestorePoints: 0, cut: undefined, canceled: false, reached: minimalWal.lsn, minimalWal },
      });
    const reading = await readWindows({ ...NO_READER, walkArchive }, archive, [early], catalog);
    assert.deepEqual(
      reading.findings.map(({ code, severity, lsn: at }) => [code, severity, at]),
      [['minimal-wal-level', 'warning', minimalWal.lsn]],
    );
    assert.deepEqual(reading.windows[0]?.end, { kind: 'minimal', lsn: minimalWal.lsn });
  });

  it('leaves holes to those who look at names', async () => {
    const { findings } = (await read('2/FC000000', cutAt(before.last + 1, 'missing-segment'))) as {
      findings: string[];
    };
    assert.deepEqual(findings, []);
  });

  it('has no windows if it was canceled', async () => {
    const { windows } = (await read('3/1000', undefined, true)) as { windows: unknown[] };
    assert.deepEqual(windows, []);
  });
});
