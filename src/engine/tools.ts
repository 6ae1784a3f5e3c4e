import type { TaskRunner } from '../worker/taskRunner';
import type { ChunkMemory } from './read/chunkMemory';
import type { WalReader } from './read/readRecordsOfArchive';
import { Verifier } from './read/verifier';

/** Reads WAL record by record; tests bring their own. */
export type WalRecordReader = WalReader & Pick<Verifier, 'verifySet' | 'findStop'>;

/** What a use case works with. */
export interface EngineTools {
  /** Runs tasks, in worker threads or inline. */
  readonly tasks: TaskRunner;
  readonly reader: WalRecordReader;
}

/**
 * The tools for one piece of work, during which files are assumed not to change.
 *
 * @param memory of earlier pieces of work: only what changed since is read again
 */
export function engineTools(tasks: TaskRunner, memory?: ChunkMemory): EngineTools {
  return { tasks, reader: new Verifier(tasks, memory) };
}
