import { basename } from 'node:path';
import type { CompletionJob } from '../../core/complete/completionJob';
import type { CompletionResult } from '../../core/complete/completionResult';
import { isSoundHistory } from '../../core/complete/soundHistory';
import type { WriteProblem } from '../../core/complete/writeProblem';
import { parseSegmentName, segmentNumber } from '../../core/wal/segmentName';
import { copyPieces, refusedAs, sizeProblem } from '../../io/write/segmentContent';
import { WalFolder } from '../../io/write/walFolder';
import { CompletionTally } from '../../io/write/completionTally';
import type { TaskHooks, TaskRunner } from '../../worker/taskRunner';

/**
 * A file of the server's `pg_wal` (`pg_xlog`) in pieces of some megabytes at most; each is requested after the previous
 * one was written. Throws if there is no such file or the server cannot be asked.
 */
export type FetchWal = (name: string, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** A history file is a page of text. */
const MOST_TEXT = 64 * 1024;

/**
 * Writes files from a server's WAL directory into a set. It only waits: for the server, for the system, and for a
 * thread that decodes each segment before it gets its name.
 */
export async function serverCopy(
  tasks: TaskRunner,
  job: CompletionJob,
  fetch: FetchWal,
  segments: readonly string[],
  companions: readonly string[],
  hooks: TaskHooks,
): Promise<CompletionResult> {
  const copy = new ServerCopy(tasks, job, fetch, hooks);
  const folder = await WalFolder.open(job.dataDirectory, job.folder);
  if ('kind' in folder) return copy.tally.result(folder);
  for (const name of companions) {
    const problem = await copy.companion(folder, name);
    if (problem !== undefined) return copy.tally.result(problem);
  }
  for (const name of segments) {
    const problem = await copy.segment(folder, name);
    if (problem !== undefined) return copy.tally.result(problem);
  }
  return copy.tally.result(undefined);
}

class ServerCopy {
  readonly tally = new CompletionTally();
  readonly #tasks: TaskRunner;
  readonly #job: CompletionJob;
  readonly #fetch: FetchWal;
  readonly #hooks: TaskHooks;
  readonly #signal: AbortSignal;

  constructor(tasks: TaskRunner, job: CompletionJob, fetch: FetchWal, hooks: TaskHooks) {
    this.#tasks = tasks;
    this.#job = job;
    this.#fetch = fetch;
    this.#hooks = hooks;
    this.#signal = hooks.signal ?? new AbortController().signal;
  }

  /** A problem only if the work has to end. */
  async segment(folder: WalFolder, name: string): Promise<WriteProblem | undefined> {
    const { segmentSize } = this.#job.geometry;
    const problem = await folder.add(name, {
      signal: this.#signal,
      fill: (write) => this.#pull(name, write),
      verify: async (path) => (await sizeProblem(path, segmentSize)) ?? this.#prove(folder, name, path),
    });
    if (problem === undefined) this.tally.wrote();
    if (problem?.kind !== 'refused') return problem;
    this.tally.refused(name, name, problem);
    this.tally.failed(name);
    return undefined;
  }

  async #prove(folder: WalFolder, name: string, path: string): Promise<WriteProblem | undefined> {
    const parts = parseSegmentName(name);
    const segment = parts && segmentNumber(parts, this.#job.geometry);
    if (parts === undefined || segment === undefined) return { kind: 'system', path, code: 'EINVAL' };
    const suffix = basename(path).slice(name.length);
    const file = { timeline: parts.timeline, segment, folder: folder.path, suffix };
    const fault = await this.#tasks.run('find-segment-fault', { job: this.#job, file });
    return fault === undefined ? undefined : refusedAs(name, fault);
  }

  /** A text file that the server does not have, or that cannot be parsed, is left out: the set may work without it. */
  async companion(folder: WalFolder, name: string): Promise<WriteProblem | undefined> {
    const bytes = await this.#text(name);
    if (bytes === undefined || !isSoundHistory(name, bytes)) return undefined;
    return this.tally.companion(folder, name, bytes, { signal: this.#signal });
  }

  async #text(name: string): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const piece of this.#fetch(name, this.#signal)) {
        pieces.push(piece);
        size += piece.length;
        if (size > MOST_TEXT) return undefined;
      }
      return Buffer.concat(pieces);
    } catch {
      return undefined;
    }
  }

  /** An error of the system while writing stays one; any other came from the server. */
  async #pull(name: string, write: (bytes: Uint8Array) => Promise<void>): Promise<WriteProblem | undefined> {
    let own: unknown;
    const writing = async (bytes: Uint8Array): Promise<void> => {
      try {
        await write(bytes);
      } catch (error) {
        own = error;
        throw error;
      }
    };
    const hooks = { ...this.#hooks, signal: this.#signal };
    try {
      const pieces = this.#fetch(name, this.#signal);
      return await copyPieces(name, pieces, this.#job.geometry.segmentSize, writing, hooks);
    } catch (error) {
      if (own !== undefined) throw error;
      return this.#signal.aborted ? { kind: 'canceled' } : sourceProblem(error);
    }
  }
}

/** Errors of the PostgreSQL layer contain what to do. */
function sourceProblem(error: unknown): WriteProblem {
  const message = error instanceof Error ? error.message : String(error);
  const remedy =
    error instanceof Error && 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : '';
  return { kind: 'source', message, remedy };
}
