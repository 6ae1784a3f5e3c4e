import { isMainThread, workerData } from 'node:worker_threads';

/** What a thread runs: a file by its path, or code where the program is not a file that Node can load. */
export type ThreadScript = string | { readonly code: string };

/** What a pool gives to each thread that it starts. */
export interface ThreadData {
  readonly urgency: string;
  /** Not given if the thread runs a file, whose path it knows. */
  readonly code?: string;
}

/** The data of this thread; undefined in the main thread. */
export function threadData(): ThreadData | undefined {
  return isMainThread ? undefined : ((workerData as ThreadData | null) ?? undefined);
}

/**
 * What a thread of the running one has to run.
 * @param file the running script, where it is a file
 */
export function ownScript(file: string): ThreadScript {
  const code = threadData()?.code;
  return code === undefined ? file : { code };
}
