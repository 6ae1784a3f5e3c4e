import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WalJob } from '../../../src/core/proofs/walJob';
import { scan } from '../../../src/core/catalog/scan';
import type { ChunkSpec } from '../../../src/core/verify/records/chunk';
import { segmentName } from '../../../src/core/wal/segmentName';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { ChunkMemory } from '../../../src/engine/read/chunkMemory';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { Verifier } from '../../../src/engine/read/verifier';
import { walkPiece } from '../../../src/worker/tasks/walkTasks';
import { fixture } from '../support/fixtures';

/** The archive of a real server, from its first segment on, along timeline 1. */
async function realJob(): Promise<{ job: WalJob; spec: ChunkSpec }> {
  const roots = [`${await fixture('9.6')}/B-pitr-archive/archive`];
  const options = { roots, archiveDirectories: [], level: 'headers' } as const;
  const [archive] = (await scan(new NodeFileTree(), options)).archives;
  assert.ok(archive?.geometry);
  const { geometry, path: place, runs, systemIdentifier, versionNum } = archive;
  const path = timelinePath(1, undefined, geometry);
  const job = {
    geometry,
    timelinePath: path,
    systemIdentifier,
    versionNum,
    pageSize: undefined,
    places: [{ path: place, runs }],
  };
  const first = archive.timelines[0]?.ranges[0]?.first ?? 0;
  return { job, spec: { firstSegment: first, lastSegment: first + 1 } };
}

describe('ChunkMemory', () => {
  let job: WalJob;
  let spec: ChunkSpec;
  let memory: ChunkMemory;

  before(async () => {
    ({ job, spec } = await realJob());
  });

  beforeEach(async () => {
    memory = new ChunkMemory();
    const watch = { start: 0n, checkpoint: undefined };
    memory.keep(
      job,
      'plain-first',
      spec,
      await walkPiece({ job, order: 'plain-first', spec: { ...spec, watch } }, {}),
    );
  });

  const recall = (change: Partial<WalJob> = {}, other: Partial<ChunkSpec> = {}) =>
    memory.recall({ ...job, ...change }, 'plain-first', { ...spec, ...other });

  it('gives what a walk that looks for no set finds', async () => {
    assert.deepEqual(recall()?.result, await walkPiece({ job, order: 'plain-first', spec }, {}));
  });

  it('takes what was read with more knowledge, never with less or other', () => {
    assert.ok(recall({ systemIdentifier: undefined, versionNum: undefined }));
    assert.equal(recall({ systemIdentifier: 1n }), undefined);
    assert.equal(recall({ versionNum: 150000 }), undefined);
    assert.equal(recall({ pageSize: 8192 }), undefined);
  });

  it('knows nothing of other files', () => {
    assert.equal(
      recall({ places: job.places.map((place) => ({ ...place, path: '/elsewhere' })) }),
      undefined,
    );
    assert.equal(recall({ timelinePath: timelinePath(2, undefined, job.geometry) }), undefined);
    // The last record may end after the chunk: the file there counts too.
    const runs = job.places.flatMap((place) => place.runs);
    const shorter = runs.map((run) => ({ ...run, last: Math.min(run.last, spec.lastSegment) }));
    assert.equal(recall({ places: job.places.map((place) => ({ ...place, runs: shorter })) }), undefined);
  });

  it('does not answer for a walk that looks for a set, or begins or ends elsewhere', () => {
    assert.equal(recall({}, { watch: { start: 1n, checkpoint: undefined } }), undefined);
    assert.equal(recall({}, { start: 1n }), undefined);
    assert.equal(recall({}, { limit: 1n }), undefined);
    assert.equal(recall({}, { lastSegment: spec.lastSegment + 1 }), undefined);
  });

  it('does not keep a walk that ended early or began in the middle', async () => {
    const fresh = new ChunkMemory();
    const result = await walkPiece({ job, order: 'plain-first', spec }, {});
    fresh.keep(job, 'plain-first', spec, { ...result, end: { kind: 'canceled' } });
    fresh.keep(job, 'plain-first', spec, { ...result, end: { kind: 'stopped' } });
    fresh.keep(job, 'plain-first', { ...spec, start: 1n }, result);
    assert.equal(fresh.recall(job, 'plain-first', spec), undefined);
  });

  it('lets a verifier read the same segments once, with the same result', async () => {
    let read = 0;
    const verifier = new Verifier(new InlineRunner());
    const walk = () =>
      verifier.walkSegments(job, spec.firstSegment, spec.lastSegment, {
        progress: (bytes) => (read += bytes),
      });
    const first = await walk();
    const once = read;
    assert.ok(once > 0);
    assert.deepEqual(await walk(), first);
    assert.equal(read, once);
  });

  describe('from one piece of work to the next', () => {
    let home: string;
    let copied: WalJob;

    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'pgbi-'));
      const [from] = job.places;
      assert.ok(from);
      await cp(from.path, home, { recursive: true, preserveTimestamps: true });
      copied = { ...job, places: [{ ...from, path: home }] };
    });
    afterEach(() => rm(home, { recursive: true }));

    /** Bytes that a piece of work with this memory reads of segments, two at a time. */
    const bytesRead = async (kept: ChunkMemory): Promise<number> => {
      let read = 0;
      const verifier = new Verifier(new InlineRunner(), kept);
      for (const first of [spec.firstSegment, spec.firstSegment + 2]) {
        const walk = await verifier.walkSegments(copied, first, first + 1, {
          progress: (bytes) => (read += bytes),
        });
        assert.equal(walk.end.kind, 'range-end');
      }
      return read;
    };

    it('reads only what changed', async () => {
      const kept = new ChunkMemory();
      const all = await bytesRead(kept);
      assert.equal(await bytesRead(kept), 0);
      const last = segmentName(1, spec.firstSegment + 3, job.geometry);
      await utimes(join(home, last), new Date(), new Date());
      const again = await bytesRead(kept);
      assert.ok(again > 0 && again < all, `${again} of ${all}`);
      assert.equal(await bytesRead(kept), 0);
    });

    it('finds the damage that was done meanwhile', async () => {
      const kept = new ChunkMemory();
      await bytesRead(kept);
      const file = join(home, segmentName(1, spec.firstSegment, job.geometry));
      const content = await readFile(file);
      content.fill(0, 8192, 16384);
      await writeFile(file, content);
      const verifier = new Verifier(new InlineRunner(), kept);
      const walk = await verifier.walkSegments(copied, spec.firstSegment, spec.firstSegment + 1);
      assert.equal(walk.end.kind, 'cut');
    });
  });
});
