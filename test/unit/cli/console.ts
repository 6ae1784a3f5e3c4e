import type { FileTree } from '../../../src/core/ground/ports';
import type { Catalog } from '../../../src/core/model/catalog';
import type { ScanOptions } from '../../../src/core/catalog/scan';
import { Verifier } from '../../../src/engine/read/verifier';
import type { WalRecordReader } from '../../../src/engine/tools';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import type { TaskKind, WorkerTasks } from '../../../src/protocol/worker';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import type { TaskHooks, TaskRunner } from '../../../src/worker/taskRunner';
import type { TextOutput } from '../../../src/cli/output';
import { run } from '../../../src/cli/run';

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The options of the scan, if there was one. */
  readonly asked: ScanOptions | undefined;
}

/** Stand-ins for parts of the engine. */
export interface StandIns {
  /** What a scan rejects with. */
  readonly scanError?: Error;
  /** Whether the stack of an internal error is wanted. */
  readonly debug?: boolean;
  readonly verifySet?: WalRecordReader['verifySet'];
  /** What is seen of the data directories of a catalog that is nowhere; else all is well. */
  readonly structure?: Partial<WorkerTasks['check-structure']['output']>;
  /** libpq’s variables, and the home directory; none by default. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Columns of the terminal on stderr; none by default. */
  readonly columns?: number;
  /** The clock; by default it stands still at noon. */
  readonly now?: () => Date;
  readonly verifyFiles?: () => Promise<WorkerTasks['verify-files']['output']>;
}

class Recorder implements TextOutput {
  readonly colored = false;
  readonly width: number | undefined;
  readonly closed = false;
  text = '';

  constructor(width?: number) {
    this.width = width;
  }

  write(text: string): Promise<void> {
    this.text += text;
    return Promise.resolve();
  }
}

/** Segments of a fabricated archive do not exist: reading them finds nothing, good or bad. */
const NOTHING_WRONG: Pick<WalRecordReader, 'walkArchive' | 'walkSegments'> = {
  walkArchive: () =>
    Promise.resolve({
      reached: undefined,
      records: 0,
      commits: { count: 0, first: 0, last: 0, latest: 0 },
      restorePoints: [],
      moreRestorePoints: 0,
      cut: undefined,
      canceled: false,
    }),
  walkSegments: () => Promise.resolve({ end: { kind: 'range-end' }, reached: undefined, records: 0 }),
};

/** Tasks in this thread; the scan returns `catalog` if given. */
class Tasks implements TaskRunner {
  readonly size = 1;
  readonly #inline = new InlineRunner();
  readonly #catalog: Catalog | undefined;
  readonly #standIns: StandIns;
  asked: ScanOptions | undefined;

  constructor(catalog: Catalog | undefined, standIns: StandIns) {
    this.#catalog = catalog;
    this.#standIns = standIns;
  }

  async run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    hooks?: TaskHooks,
  ): Promise<WorkerTasks[K]['output']> {
    if (kind === 'scan') this.asked = input as ScanOptions;
    if (kind === 'scan' && this.#standIns.scanError !== undefined) throw this.#standIns.scanError;
    const answer: unknown =
      kind === 'scan' && this.#catalog !== undefined
        ? this.#catalog
        : kind === 'check-archive' && this.#catalog !== undefined
          ? []
          : kind === 'check-structure' && this.#catalog !== undefined
            ? { findings: [], evidence: 'structure', canceled: false, ...this.#standIns.structure }
            : kind === 'verify-files' && this.#standIns.verifyFiles !== undefined
              ? await this.#standIns.verifyFiles()
              : await this.#inline.run(kind, input, hooks);
    return answer as WorkerTasks[K]['output'];
  }
}

/** Runs a command line. With a catalog nothing is scanned, every path exists, and its archives are not read. */
export async function command(
  args: readonly string[],
  catalog?: Catalog,
  standIns: StandIns = {},
): Promise<Result> {
  const out = new Recorder();
  const err = new Recorder(standIns.columns);
  const there: Pick<FileTree, 'stat'> = {
    stat: () => Promise.resolve({ kind: 'directory', size: 0, modified: 0 }),
  };
  const tasks = new Tasks(catalog, standIns);
  const verifier = new Verifier(tasks);
  const archives = catalog === undefined ? verifier : NOTHING_WRONG;
  const reader: WalRecordReader = {
    verifySet: standIns.verifySet ?? ((job, hooks) => verifier.verifySet(job, hooks)),
    walkArchive: (...args) => archives.walkArchive(...args),
    walkSegments: (...args) => archives.walkSegments(...args),
    findStop: (...args) => verifier.findStop(...args),
    ...(catalog === undefined && { firstCommit: (...args) => verifier.firstCommit(...args) }),
  };
  const code = await run(args, {
    workingDirectory: '/work',
    tree: catalog === undefined ? new NodeFileTree() : there,
    tools: { tasks, reader },
    out,
    err,
    environment: standIns.environment ?? { HOME: '/nonexistent' },
    now: standIns.now ?? (() => new Date('2026-11-29T12:00:00Z')),
    version: '1.2.3',
    debug: standIns.debug ?? false,
  });
  return { code, out: out.text, err: err.text, asked: tasks.asked };
}
