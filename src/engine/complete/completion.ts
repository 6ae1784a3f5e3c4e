import type { GeometryOverrides } from '../../core/catalog/read/archiveEvidence';
import type { CompletionJob } from '../../core/complete/completionJob';
import type { CompletionPlan } from '../../core/complete/completionPlan';
import type { CompletionResult } from '../../core/complete/completionResult';
import { rangeNames } from '../../core/wal/segmentName';
import { type FetchWal, serverCopy } from './serverCopy';
import type { TaskHooks, TaskRunner } from '../../worker/taskRunner';
import { engineTools } from '../tools';
import { VerificationResults } from '../verify/verificationResults';
import { verifySetWithin } from '../verify/verifySet';
import type { BackupSet } from '../../core/model/backupSet';

/** A server as a source of WAL, in addition to archives. */
export interface ServerSource {
  readonly fetch: FetchWal;
  /** The backup history file that the stop wrote, if its name is known. */
  readonly historyFile?: string;
}

/**
 * Copies the WAL of a set into its own directory. Threads read and write the files of archives; the calling thread
 * writes what a server sends, which only waits for the system, and a thread decodes it before it gets its name.
 */
export class Completion {
  readonly #tasks: TaskRunner;

  constructor(tasks: TaskRunner) {
    this.#tasks = tasks;
  }

  /** Plans the work; writes nothing. */
  plan(job: CompletionJob, hooks: TaskHooks = {}): Promise<CompletionPlan> {
    return this.#tasks.run('plan-completion', job, hooks);
  }

  /**
   * Does the work: first from the archives, then from the server, if there is one, what they lack. Ends early if a
   * problem affects everything that would follow; what was written by then is whole, and another run continues from
   * there.
   */
  async run(
    job: CompletionJob,
    { copies, absent, companions, missingCompanions }: CompletionPlan,
    server: ServerSource | undefined,
    hooks: TaskHooks = {},
  ): Promise<CompletionResult> {
    const done = await this.#tasks.run('complete', { job, copies, companions }, hooks);
    if (server === undefined || done.problem !== undefined) return done;
    const names = absent.flatMap((range) => [...rangeNames(range, job.geometry)]);
    const wanted = inOrder([...names, ...done.failed], job);
    const extra = server.historyFile === undefined ? [] : [server.historyFile];
    const more = job.companions
      .map(({ name }) => name)
      .filter((name) => missingCompanions.includes(name) || !companions.includes(name));
    const fetched = await serverCopy(this.#tasks, job, server.fetch, wanted, [...more, ...extra], hooks);
    return {
      written: done.written + fetched.written,
      companions: [...done.companions, ...fetched.companions],
      refused: [...done.refused, ...fetched.refused],
      failed: fetched.failed,
      ...(fetched.problem === undefined ? {} : { problem: fetched.problem }),
    };
  }

  /** Removes what an interrupted run left in a directory that needs no copies. */
  async removeLeftovers(job: CompletionJob): Promise<void> {
    await this.#tasks.run('complete', { job, copies: [], companions: [] });
  }

  /** What the data directory is worth by itself: its files looked at, and verified by records, with no WAL but its own. */
  async verifyAlone(
    dataDirectory: string,
    { segmentSize, versionNum }: GeometryOverrides = {},
    hooks: TaskHooks = {},
  ): Promise<BackupSet | undefined> {
    const options = {
      roots: [dataDirectory],
      archiveDirectories: [],
      level: 'headers' as const,
      ...(segmentSize !== undefined && { segmentSize }),
      ...(versionNum !== undefined && { versionNum }),
    };
    const catalog = await this.#tasks.run('scan', options, hooks);
    const set = catalog.sets.find(({ files }) => files.dataDirectory === dataDirectory);
    if (set === undefined) return undefined;
    const results = new VerificationResults();
    const add = results.add.bind(results);
    await verifySetWithin(engineTools(this.#tasks), set, catalog, { keep: false, add }, hooks);
    return results.setWithResults(set);
  }
}

/** Each name once, in the order of WAL: names of one server sort that way, except for their timelines. */
function inOrder(names: readonly string[], { ranges, geometry }: CompletionJob): string[] {
  const wanted = new Set(names);
  return ranges.flatMap((range) => [...rangeNames(range, geometry)].filter((name) => wanted.has(name)));
}
