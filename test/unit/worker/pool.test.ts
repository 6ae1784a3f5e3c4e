import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { scan } from '../../../src/core/catalog/scan';
import { setJobOf } from '../../../src/core/proofs/setJob';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { WorkerError, WorkerPool } from '../../../src/worker/pool';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { Verifier } from '../../../src/engine/read/verifier';
import { projectRoot } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { tarOf } from '../io/tar/tars';
import { fixture } from '../support/fixtures';

const LABEL = `START WAL LOCATION: 0/5000028 (file 000000010000000000000005)
CHECKPOINT LOCATION: 0/5000060
BACKUP METHOD: streamed
BACKUP FROM: master
START TIME: 2026-11-21 23:04:51 UTC
LABEL: from the worker
`;

describe('worker pool', () => {
  let script = '';
  let pool: WorkerPool;

  before(async () => {
    script = join(scratchFolder('worker'), 'worker.js');
    await build({
      entryPoints: [join(projectRoot(), 'src/worker/main.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: script,
      logLevel: 'silent',
    });
    pool = new WorkerPool(script, 2);
  });

  after(() => pool.dispose());

  it('scans in a thread, locations and all', async () => {
    const folder = scratchFolder('scan');
    await mkdir(join(folder, 'set'));
    await writeFile(join(folder, 'set', 'backup_label'), LABEL);
    const { sets } = await pool.run('scan', { roots: [folder], archiveDirectories: [], level: 'headers' });
    assert.deepEqual(
      sets.map(({ label, start }) => [label, start?.lsn]),
      [['from the worker', 0x5000028n]],
    );
  });

  it('tells all threads what one of them kept of packed tars, also those that start later', async () => {
    const own = new WorkerPool(script, 2);
    try {
      const tar = join(scratchFolder('packed'), 'base.tar.gz');
      await writeFile(tar, gzipSync(await tarOf([{ name: 'backup_label', content: LABEL }])));
      const read = await pool.run('read-tars', { tars: [tar] });
      assert.deepEqual(
        read.map(({ path, index }) => [path, index.sums?.algorithm]),
        [[tar, 'CRC32C']],
      );
      own.shareTars(read);
      const asked = Array.from({ length: 2 }, () => own.run('known-tars', {}));
      for (const known of await Promise.all(asked))
        assert.deepEqual([known[0]?.path, known.length], [tar, 1]);
      own.shareTars([]);
      const [kept] = await own.run('known-tars', {});
      assert.equal(kept?.index.sums, undefined);
    } finally {
      await own.dispose();
    }
  });

  it('gives the same verification as without threads, several at once, with progress', async () => {
    const root = `${await fixture('9.2')}/B-pitr-archive`;
    const catalog = await scan(new NodeFileTree(), {
      roots: [root],
      archiveDirectories: [],
      level: 'headers',
    });
    const jobs = catalog.sets.map((set) => {
      const job = setJobOf(set, catalog);
      assert.ok(job);
      return job;
    });
    assert.equal(jobs.length, 2);
    const results = await Promise.all(jobs.map((job) => new Verifier(pool).verifySet(job)));
    assert.deepEqual(
      results,
      await Promise.all(jobs.map((job) => new Verifier(new InlineRunner()).verifySet(job))),
    );
    assert.deepEqual(
      results.map(({ verdict }) => verdict),
      ['restorable', 'restorable'],
    );
  });

  it('calls a verification off', async () => {
    const root = `${await fixture('9.2')}/A-standalone`;
    const catalog = await scan(new NodeFileTree(), {
      roots: [root],
      archiveDirectories: [],
      level: 'names',
    });
    const job = catalog.sets[0] && setJobOf(catalog.sets[0], catalog);
    assert.ok(job);
    const result = await new Verifier(pool).verifySet(job, { signal: AbortSignal.abort() });
    assert.equal(result.canceled, true);
  });

  it('fails with words when a thread cannot start, and when it is disposed of', async () => {
    const options = { roots: [], archiveDirectories: [], level: 'names' } as const;
    const broken = new WorkerPool(`${script}.missing`, 1);
    await assert.rejects(broken.run('scan', options), WorkerError);
    await broken.dispose();
    const ended = new WorkerPool(script, 1);
    const rejected = assert.rejects(ended.run('scan', options), WorkerError);
    await ended.dispose();
    await rejected;
  });
});
