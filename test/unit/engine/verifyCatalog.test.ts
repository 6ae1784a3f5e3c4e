import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { Catalog } from '../../../src/core/model/catalog';
import type { SetVerification } from '../../../src/core/verify/records/setVerification';
import type { StructureLook } from '../../../src/core/verify/structure/structureInput';
import { CatalogSession } from '../../../src/engine/catalogSession';
import type { EngineTools, WalRecordReader } from '../../../src/engine/tools';
import { type VerificationScope, scopeOfAll, scopeOfAnswer } from '../../../src/engine/verify/scope';
import type { ProgressEvent } from '../../../src/engine/run';
import {
  type VerifiableCatalog,
  type VerificationEvent,
  verifyCatalog,
} from '../../../src/engine/verify/verifyCatalog';
import type { TaskKind, WorkerTasks } from '../../../src/protocol/worker';
import type { TaskRunner } from '../../../src/worker/taskRunner';
import { aCatalog, aSet, anArchive, lsn } from '../report/fabricated';

const PROVEN: SetVerification = {
  verdict: 'restorable',
  stop: { lsn: lsn('3/145D8A8'), timeline: 1, source: 'backup-end-record' },
  reached: lsn('3/145D8A8'),
  records: 10,
  findings: [],
  canceled: false,
};
const NOTHING_READ = { end: { kind: 'range-end' }, reached: undefined, records: 3 } as const;
const WALKED: Awaited<ReturnType<WalRecordReader['walkArchive']>> = {
  reached: undefined,
  records: 0,
  commits: { count: 0, first: 0, last: 0, latest: 0 },
  restorePoints: [],
  moreRestorePoints: 0,
  cut: undefined,
  canceled: false,
};

const LOOKED: StructureLook = { findings: [], evidence: 'structure', relations: undefined, canceled: false };

const aCompleteSet = (id: string, more: Partial<BackupSet> = {}): BackupSet =>
  aSet({ id, path: id, verdict: 'complete', missing: [], findings: [], fingerprint: id, ...more });

/** An engine whose scan returns a catalog and whose readers record their calls. */
class Played {
  readonly asked: string[] = [];
  readonly session: CatalogSession;
  readonly tools: EngineTools;
  readonly cancel = new AbortController();
  readonly events: string[] = [];
  verifySet: (id: string) => Promise<SetVerification> = () => Promise.resolve(PROVEN);

  readonly #catalogs: Catalog[];

  constructor(catalogs: Catalog[]) {
    this.#catalogs = catalogs;
    const tasks: TaskRunner = { size: 1, run: (kind, input) => Promise.resolve(this.#task(kind, input)) };
    const reader: WalRecordReader = {
      verifySet: ({ setId }) => {
        this.asked.push(`records of ${setId}`);
        return this.verifySet(setId);
      },
      walkArchive: () => {
        this.asked.push('windows');
        return Promise.resolve(WALKED);
      },
      walkSegments: () => {
        this.asked.push('every segment');
        return Promise.resolve(NOTHING_READ);
      },
      findStop: () => Promise.reject(new Error('not asked here')),
    };
    this.tools = { tasks, reader };
    this.session = new CatalogSession(tasks);
  }

  #task<K extends TaskKind>(kind: K, input: WorkerTasks[K]['input']): WorkerTasks[K]['output'] {
    this.asked.push(kind);
    const scanned = (): Catalog => this.#catalogs.shift() ?? aCatalog({});
    const outputs: Partial<Record<TaskKind, () => unknown>> = {
      scan: scanned,
      'known-tars': () => [],
      'read-tars': () => {
        this.asked.push(...(input as WorkerTasks['read-tars']['input']).tars);
        return [];
      },
      'check-archive': () => [],
      'check-structure': () => LOOKED,
    };
    return outputs[kind]?.() as WorkerTasks[K]['output'];
  }

  async scan(): Promise<void> {
    const options = { roots: ['/b'], archiveDirectories: [], level: 'headers' } as const;
    this.session.accept(await this.session.scan(options, this.cancel.signal));
    this.asked.length = 0;
  }

  async verify(more: Partial<VerificationScope> = {}): Promise<void> {
    const { session } = this;
    const source: VerifiableCatalog = {
      get unproven() {
        return session.unproven;
      },
      results: session.results,
      readWholeTars: async (paths) => {
        session.wantWholeTars(paths);
        await this.scan();
      },
    };
    await verifyCatalog(
      this.tools,
      source,
      { ...scopeOfAll(session), keep: false, ...more },
      { signal: this.cancel.signal, report: this.note.bind(this) },
    );
    session.applyResults();
  }

  note(event: VerificationEvent | ProgressEvent): void {
    if (event.kind === 'set') this.events.push(`set ${event.set.id} ${event.set.verdict}`);
    else if (event.kind === 'archive') this.events.push(`archive ${event.archive.path}`);
    else if (event.kind === 'result') this.events.push(`result: ${event.verification.kind}`);
  }

  get verdicts(): string[] {
    return this.session.catalog.sets.map(({ id, verdict }) => `${id} ${verdict}`);
  }
}

async function played(...catalogs: Catalog[]): Promise<Played> {
  const engine = new Played(catalogs);
  await engine.scan();
  return engine;
}

const archive = anArchive({ findings: [], fingerprint: 'x' });

describe('verifying a catalogue', () => {
  it('reads the sets, then every segment of an archive, then how far recovery gets', async () => {
    const engine = await played(aCatalog({ sets: [aCompleteSet('/b/1')], archives: [archive] }));
    await engine.verify({ everySegment: true });
    assert.deepEqual(engine.asked, [
      'records of /b/1',
      'check-structure',
      'check-archive',
      'every segment',
      'every segment',
      'windows',
    ]);
    assert.deepEqual(engine.events, [
      'result: records',
      'result: structure',
      'set /b/1 restorable',
      'result: segments',
      'result: windows',
      'archive /archive',
    ]);
    assert.deepEqual(engine.verdicts, ['/b/1 restorable']);
  });

  it('reads no record below that level', async () => {
    const engine = await played(aCatalog({ sets: [aCompleteSet('/b/1')], archives: [archive] }));
    await engine.verify({ level: 'headers', files: false, everySegment: true });
    assert.deepEqual(engine.asked, ['check-structure', 'check-archive']);
    assert.deepEqual(engine.verdicts, ['/b/1 complete']);
  });

  it('reports sets in their order, each once those are done on which it builds', async () => {
    const incremental = aCompleteSet('/b/1', { kind: 'incremental', parentId: '/b/2' });
    const engine = await played(aCatalog({ sets: [incremental, aCompleteSet('/b/2')], archives: [] }));
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    engine.verifySet = async (id) => {
      if (id === '/b/2') await held;
      else release?.();
      const missing = { code: 'missing-label', severity: 'error', args: {} } as const;
      return id === '/b/2' ? { ...PROVEN, findings: [missing] } : PROVEN;
    };
    await engine.verify();
    assert.deepEqual(engine.events.slice(-2), ['set /b/1 damaged', 'set /b/2 incomplete']);
  });

  it('goes on after a verification that breaks off, and takes it for doubt', async () => {
    const sets = [aCompleteSet('/b/1'), aCompleteSet('/b/2')];
    const engine = await played(aCatalog({ sets, archives: [archive] }));
    engine.verifySet = (id) =>
      id === '/b/1' ? Promise.reject(new Error('the thread ended')) : Promise.resolve(PROVEN);
    await engine.verify();
    assert.deepEqual(engine.verdicts, ['/b/1 undetermined', '/b/2 restorable']);
    assert.ok(engine.events.includes('archive /archive'));
    assert.deepEqual(scopeOfAll(engine.session).sets, ['/b/1'], 'it is to be verified again');
  });

  it('proves nothing once it is canceled', async () => {
    const engine = await played(aCatalog({ sets: [aCompleteSet('/b/1')], archives: [archive] }));
    engine.verifySet = () => {
      engine.cancel.abort();
      return Promise.resolve({ ...PROVEN, canceled: true });
    };
    await engine.verify({ everySegment: true });
    assert.deepEqual(engine.events, []);
    assert.deepEqual(engine.verdicts, ['/b/1 complete']);
  });

  it('reads packed tars to their end first where the scan did not', async () => {
    const tar = '/b/1/base.tar.gz';
    const unread = { code: 'tar-not-read', severity: 'error', args: {}, file: tar } as const;
    const before = aCompleteSet('/b/1', { findings: [unread], fingerprint: 'before' });
    const engine = await played(
      aCatalog({ sets: [before], archives: [] }),
      aCatalog({ sets: [aCompleteSet('/b/1')], archives: [] }),
    );
    await engine.verify();
    assert.deepEqual(engine.verdicts, ['/b/1 restorable']);
    assert.equal(engine.session.unproven.sets[0]?.fingerprint, '/b/1');
  });
});

describe('what is verified', () => {
  it('is for an answer only what is not proven yet, with the archives that serve it', async () => {
    const engine = await played(
      aCatalog({ sets: [aCompleteSet('/b/1'), aCompleteSet('/b/2')], archives: [archive] }),
    );
    assert.deepEqual(scopeOfAnswer(engine.session, ['/b/2'], true).sets, ['/b/2']);
    assert.deepEqual(scopeOfAnswer(engine.session, ['/b/2'], true).archives, ['/archive']);
    await engine.verify();
    assert.deepEqual(scopeOfAnswer(engine.session, ['/b/2'], true).sets, []);
    assert.deepEqual(scopeOfAll(engine.session).sets, []);
  });

  it('is for an answer the WAL, not the files of the sets; these stay open for another verification', async () => {
    const files = { manifest: '/b/1/backup_manifest', dataDirectory: '/b/1' };
    const engine = await played(aCatalog({ sets: [aCompleteSet('/b/1', { files })], archives: [] }));
    const scope = scopeOfAnswer(engine.session, ['/b/1'], true);
    assert.deepEqual([scope.sets, scope.files, scope.keep], [['/b/1'], false, true]);
    await engine.verify({ ...scope, keep: false });
    assert.deepEqual(scopeOfAnswer(engine.session, ['/b/1'], true).sets, []);
    assert.deepEqual(scopeOfAll(engine.session).sets, ['/b/1']);
  });
});
