import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeometryOverrides } from '../../../src/core/catalog/read/archiveEvidence';
import { CatalogSession } from '../../../src/engine/catalogSession';
import { completeSet } from '../../../src/engine/complete/completeSet';
import type {
  CompletionCatalog,
  CompletionHost,
  CompletionOutcome,
  CompletionRequest,
} from '../../../src/engine/complete/completionHost';
import { engineTools } from '../../../src/engine/tools';
import type { TaskRunner } from '../../../src/worker/taskRunner';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { temporaryFolder } from '../io/temporary';
import { fixture } from '../support/fixtures';

const FB = '0000000100000002000000FB';

describe('completing a set', () => {
  const folder = temporaryFolder();
  const tasks = new InlineRunner();

  /** A data directory, and the archive that has its WAL. */
  async function take(name = 'A-standalone'): Promise<{ data: string; archive: string }> {
    const origin = join(await fixture('9.6'), name);
    const data = join(folder.path, 'data');
    cpSync(join(origin, 'backup'), data, { recursive: true });
    chmodSync(join(data, 'PG_VERSION'), 0o600);
    return { data, archive: join(origin, 'archive') };
  }

  function catalogOf(
    roots: readonly string[],
    archives: readonly string[] = [],
    settings: GeometryOverrides = {},
  ): CompletionCatalog {
    const session = new CatalogSession(tasks);
    const options = { roots, archiveDirectories: archives, level: 'headers', ...settings } as const;
    const { signal } = new AbortController();
    return {
      options,
      results: session.results,
      get catalog() {
        return session.catalog;
      },
      get unproven() {
        return session.unproven;
      },
      refresh: async () => {
        session.accept(await session.scan(options, signal));
      },
      showResults: () => {
        session.applyResults();
      },
    };
  }

  /** A host that agrees with everything unless a test decides otherwise, and records the questions. */
  function hostWith(more: Partial<CompletionHost> = {}): CompletionHost & { readonly noted: string[] } {
    const noted: string[] = [];
    return {
      noted,
      during: (stage, work) => {
        noted.push(stage.kind);
        return work({});
      },
      agree: (plan) => {
        noted.push(`agree to ${String(plan.copies.length)} runs`);
        return Promise.resolve(true);
      },
      useArchive: (_, { path }) => {
        noted.push(`use ${path}`);
        return Promise.resolve(true);
      },
      moveAway: () => Promise.resolve(false),
      copied: (_set, _plan, { written }) => noted.push(`${String(written)} copied`),
      failed: (error) => {
        throw error;
      },
      ...more,
    };
  }

  const complete = (
    catalog: CompletionCatalog,
    request: CompletionRequest,
    host: CompletionHost,
  ): Promise<CompletionOutcome> => completeSet(() => engineTools(tasks), catalog, request, host);

  it('plans, asks, copies, and verifies the set alone and among all that serves it', async () => {
    const { data, archive } = await take();
    const catalog = catalogOf([data], [archive]);
    const host = hostWith();
    const outcome = await complete(catalog, { set: data }, host);
    assert.ok(outcome.kind === 'completed');
    assert.equal(outcome.alone?.parts.wal.verdict, 'restorable');
    assert.deepEqual(host.noted, ['plan', 'agree to 1 runs', 'copy', '7 copied', 'verify']);
    assert.equal(catalog.catalog.sets[0]?.parts.wal.verdict, 'restorable');
  });

  it('writes nothing unless it is agreed to', async () => {
    const { data, archive } = await take();
    const host = hostWith({ agree: () => Promise.resolve(false) });
    const outcome = await complete(catalogOf([data], [archive]), { set: data }, host);
    assert.ok(outcome.kind === 'canceled');
    assert.deepEqual([outcome.plan?.required, outcome.written], [7, 0]);
    assert.deepEqual(host.noted, ['plan']);
  });

  it('says what no archive has, and uses one that is offered', async () => {
    const { data, archive } = await take();
    const alone = await complete(catalogOf([data]), { set: data }, hostWith());
    assert.equal(alone.kind, 'refused', 'nothing tells where it ended');
    const known = catalogOf([data]);
    const stop = await stopOf(data, archive);
    const absent = await complete(known, { set: data, stop }, hostWith());
    assert.equal(absent.kind, 'absent');
    const host = hostWith();
    const offers = (): Promise<{ path: string }[]> => Promise.resolve([{ path: archive }]);
    const offered = await complete(known, { set: data, stop, offers }, host);
    assert.equal(offered.kind, 'completed');
    assert.ok(host.noted.includes(`use ${archive}`));
  });

  async function stopOf(data: string, archive: string): Promise<{ lsn: bigint; timeline: number }> {
    const catalog = catalogOf([data], [archive]);
    await catalog.refresh();
    const stop = catalog.catalog.sets[0]?.stop;
    assert.ok(stop);
    return { lsn: stop.lsn, timeline: stop.timeline };
  }

  it('waits until what is in the way is moved, and reads what is there then', async () => {
    const { data, archive } = await take();
    const wal = join(data, 'pg_xlog');
    mkdirSync(wal, { recursive: true });
    writeFileSync(join(wal, FB), readFileSync(join(archive, FB)).subarray(0, 1_000_000));
    const host = hostWith({
      moveAway: ({ obstacles }) => {
        assert.equal(obstacles.length, 1);
        renameSync(join(wal, FB), join(folder.path, FB));
        return Promise.resolve(true);
      },
    });
    const outcome = await complete(catalogOf([data], [archive]), { set: data }, host);
    assert.equal(outcome.kind === 'completed' && outcome.alone?.parts.wal.verdict, 'restorable');
  });

  it('is obstructed, not canceled, by what is not moved away', async () => {
    const { data, archive } = await take();
    const wal = join(data, 'pg_xlog');
    mkdirSync(wal, { recursive: true });
    writeFileSync(join(wal, FB), readFileSync(join(archive, FB)).subarray(0, 1_000_000));
    const catalog = catalogOf([data], [archive]);
    for (const planOnly of [true, false]) {
      const outcome = await complete(catalog, { set: data, planOnly }, hostWith());
      assert.equal(outcome.kind === 'obstructed' && outcome.plan.obstacles.length, 1);
    }
  });

  it('refuses a set that is not there', async () => {
    const { data } = await take();
    rmSync(data, { recursive: true });
    assert.deepEqual(await complete(catalogOf([folder.path]), { set: data }, hostWith()), {
      kind: 'refused',
      reason: 'no-such-set',
    });
  });

  it('is canceled, not refused, if the search for the end of the backup is canceled', async () => {
    const { data } = await take();
    const host = hostWith({
      during: (stage, work) => {
        host.noted.push(stage.kind);
        return work({ signal: AbortSignal.abort() });
      },
    });
    const outcome = await complete(catalogOf([data]), { set: data }, host);
    assert.deepEqual(outcome, { kind: 'canceled', plan: undefined, written: 0 });
    assert.deepEqual(host.noted, ['find-stop']);
  });

  it('says that the set is not verified if its verification is canceled', async () => {
    const { data, archive } = await take();
    const catalog = catalogOf([data], [archive]);
    const host = hostWith({
      during: (stage, work) => work(stage.kind === 'verify' ? { signal: AbortSignal.abort() } : {}),
    });
    const outcome = await complete(catalog, { set: data }, host);
    assert.ok(outcome.kind === 'unverified');
    assert.deepEqual([outcome.written, host.noted.at(-1)], [7, '7 copied']);
    assert.notEqual(catalog.catalog.sets[0]?.parts.wal.verdict, 'restorable');
  });

  it('verifies the finished set with the settings for what its files do not contain', async () => {
    const { data, archive } = await take();
    const scans: unknown[] = [];
    const noting: TaskRunner = {
      size: tasks.size,
      run: (kind, input, hooks) => {
        if (kind === 'scan') scans.push(input);
        return tasks.run(kind, input, hooks);
      },
    };
    const settings = { segmentSize: 16 * 1024 * 1024, versionNum: 90600 };
    const catalog = catalogOf([data], [archive], settings);
    await completeSet(() => engineTools(noting), catalog, { set: data }, hostWith());
    assert.deepEqual(scans, [{ roots: [data], archiveDirectories: [], level: 'headers', ...settings }]);
  });

  it('ends where a stage is canceled', async () => {
    const { data, archive } = await take();
    const abort = new AbortController();
    const host = hostWith({
      during: (stage, work) => {
        if (stage.kind === 'copy') abort.abort();
        return work({ signal: abort.signal });
      },
    });
    const outcome = await complete(catalogOf([data], [archive]), { set: data }, host);
    assert.ok(outcome.kind === 'canceled');
    assert.equal(outcome.written, 0);
  });
});
