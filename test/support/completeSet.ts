import type { BackupSet } from '../../src/core/model/backupSet';
import { completionJobOf, type KnownStop } from '../../src/core/complete/completionJob';
import type { CompletionPlan } from '../../src/core/complete/completionPlan';
import type { CompletionResult } from '../../src/core/complete/completionResult';
import { InlineRunner } from '../../src/worker/inlineRunner';
import { Completion, type ServerSource } from '../../src/engine/complete/completion';

export interface Completed {
  readonly plan: CompletionPlan;
  readonly result: CompletionResult;
  /** The verdict on the data directory alone. */
  readonly alone: BackupSet | undefined;
}

export interface CompleteOptions {
  readonly archives?: readonly string[];
  readonly stop?: KnownStop;
  readonly server?: ServerSource;
}

/** Completes the set in a data directory as the command does. */
export async function completeSet(dataDirectory: string, options: CompleteOptions): Promise<Completed> {
  const tasks = new InlineRunner();
  const completion = new Completion(tasks);
  const catalog = await tasks.run('scan', {
    roots: [dataDirectory],
    archiveDirectories: options.archives ?? [],
    level: 'headers',
  });
  const set = catalog.sets.find(({ files }) => files.dataDirectory === dataDirectory);
  if (set === undefined) throw new Error(`no set in ${dataDirectory}`);
  const job = completionJobOf(set, catalog, options.stop);
  if (typeof job === 'string') throw new Error(job);
  const plan = await completion.plan(job);
  const result = await completion.run(job, plan, options.server);
  return { plan, result, alone: await completion.verifyAlone(dataDirectory) };
}
