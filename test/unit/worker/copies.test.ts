import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type InventoryRun, suffixesOf } from '../../../src/core/model/walArchive';
import type { WalJob, WalJobPlace } from '../../../src/core/proofs/walJob';
import { isSegmentFailure } from '../../../src/core/wal/segmentSource';
import { walGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { ArchiveSource, placeOfSegment } from '../../../src/io/segments/archiveSource';
import { compareCopies } from '../../../src/worker/tasks/compareCopies';
import { temporaryFolder } from '../io/temporary';

const geometry = walGeometry(1024 * 1024, 150000);
const run = (first: number, last: number, suffix = '', timeline = 1): InventoryRun => ({
  timeline,
  first,
  last,
  suffix,
});

describe('where a segment is taken from', () => {
  const places: WalJobPlace[] = [
    { path: '/near', runs: [run(5, 6, '.gz')] },
    { path: '/far', runs: [run(4, 8), run(6, 8, '.zst'), run(4, 9, '', 2)] },
  ];

  it('is the first place that has it in any form', () => {
    assert.deepEqual(placeOfSegment(places, 'plain-first', 1, 5), { path: '/near', suffix: '.gz' });
    assert.deepEqual(placeOfSegment(places, 'plain-first', 1, 4), { path: '/far', suffix: '' });
    assert.equal(placeOfSegment(places, 'plain-first', 1, 9), undefined);
    assert.equal(placeOfSegment(places, 'compressed-first', 3, 5), undefined);
  });

  it('is the form that is asked for, where there are two', () => {
    assert.deepEqual(placeOfSegment(places, 'plain-first', 1, 7), { path: '/far', suffix: '' });
    assert.deepEqual(placeOfSegment(places, 'compressed-first', 1, 7), { path: '/far', suffix: '.zst' });
    assert.deepEqual(placeOfSegment(places, 'compressed-first', 1, 4), { path: '/far', suffix: '' });
    assert.deepEqual(suffixesOf(places[1]?.runs ?? [], 1, 8), ['', '.zst']);
  });

  it('is said to be missing by its name where it is nowhere', async () => {
    const answer = await new ArchiveSource(places, geometry).open(1, 12);
    assert.ok(isSegmentFailure(answer));
    assert.deepEqual(
      [answer.code, answer.args['first'], answer.args['archives']],
      ['missing-segment', segmentName(1, 12, geometry), 2],
    );
  });
});

describe('compareCopies', () => {
  const folder = temporaryFolder();
  const put = (place: string, segment: number, suffix: string, text: string): void => {
    mkdirSync(`${folder.path}/${place}`, { recursive: true });
    const content = suffix === '.gz' ? gzipSync(text) : text;
    writeFileSync(`${folder.path}/${place}/${segmentName(1, segment, geometry)}${suffix}`, content);
  };
  const jobWith = (...places: [string, InventoryRun[]][]): WalJob => ({
    geometry,
    timelinePath: timelinePath(1, undefined, geometry),
    systemIdentifier: undefined,
    versionNum: undefined,
    pageSize: undefined,
    places: places.map(([name, runs]) => ({ path: `${folder.path}/${name}`, runs })),
  });

  it('names the segments whose two forms differ, and both files', async () => {
    for (const segment of [5, 6, 7]) {
      put('wal', segment, '', `segment ${segment}`);
      put('wal', segment, '.gz', segment === 6 ? 'another' : `segment ${segment}`);
    }
    const job = jobWith(['wal', [run(5, 7), run(5, 7, '.gz')]]);
    const name = segmentName(1, 6, geometry);
    const plain = `${folder.path}/wal/${name}`;
    const differing = [{ segment: name, plain, compressed: `${plain}.gz` }];
    const same = { directory: `${folder.path}/wal`, first: segmentName(1, 5, geometry), count: 2 };
    assert.deepEqual(await compareCopies({ job, first: 5, last: 7 }), { differing, same: [same] });
    const one = { ...same, first: segmentName(1, 7, geometry), count: 1 };
    assert.deepEqual(await compareCopies({ job, first: 7, last: 9 }), { differing: [], same: [one] });
    assert.deepEqual(await compareCopies({ job, first: 5, last: 7 }, AbortSignal.abort()), {
      differing: [],
      same: [],
    });
  });

  it('looks only into the place from which recovery takes the segment', async () => {
    put('first', 6, '', 'the one that counts');
    put('second', 6, '', 'one');
    put('second', 6, '.gz', 'another');
    const second = run(6, 6, '.gz');
    const places: [string, InventoryRun[]][] = [
      ['first', [run(6, 6)]],
      ['second', [run(6, 6), second]],
    ];
    const { differing } = await compareCopies({ job: jobWith(...places), first: 6, last: 6 });
    assert.deepEqual(differing, []);
    const found = await compareCopies({ job: jobWith(...places.reverse()), first: 6, last: 6 });
    assert.equal(found.differing[0]?.segment, segmentName(1, 6, geometry));
  });
});
