import type { BackupSet } from '../../core/model/backupSet';
import { setJobOf } from '../../core/proofs/setJob';
import type { KnownStop } from '../../core/complete/completionJob';
import { type CompletionPlan, segmentsToBring } from '../../core/complete/completionPlan';
import type { CompletionResult } from '../../core/complete/completionResult';
import { Completion, type ServerSource } from '../../engine/complete/completion';
import type { TaskHooks } from '../../worker/taskRunner';
import { Verifier } from '../../engine/read/verifier';
import { errorText } from '../services/log';
import type { ArchiveOffer } from './archiveOffer';
import {
  ask,
  askForArchive,
  offerMove,
  said,
  reportEnd,
  reportFailure,
  whileShowing,
  words,
} from './dialogs';
import { findSet, type FoundSet } from './findSet';
import type { CompleteServices } from './services';

/** What is to be completed, and from where. */
export interface CompleteRequest {
  /** Id of a set, or the path of its data directory, which may lie outside of the workspace. */
  readonly set: string;
  /** Where the backup ended, as the server said when it was stopped: used where no file of the set tells it. */
  readonly stop?: KnownStop;
  /** Further archives that are known of, asked for only where the ones within reach lack something. */
  readonly offers?: (set: BackupSet) => Promise<readonly ArchiveOffer[]>;
  /** For what no archive within reach has. `name` is what the connection is called. */
  readonly server?: ServerSource & { readonly name: string };
}

export type CompleteOutcome =
  /** Every segment is there; `alone` is what the data directory is worth by itself, verified by records. */
  | { readonly kind: 'completed'; readonly written: number; readonly alone: BackupSet | undefined }
  /** Called off by the user, before or while it was done. */
  | { readonly kind: 'canceled' }
  /** It could not be done, or not wholly; the user was told `message`. */
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Brings the WAL that a set needs into its own `pg_wal`, after it was shown what will be done and somebody agreed; then verifies
 * the set by records, with its own WAL alone, and says what came out. Rejects only where a thread fails.
 */
export async function completeSet(
  services: CompleteServices,
  request: CompleteRequest,
): Promise<CompleteOutcome> {
  const completion = new Completion(services.pool);
  const accepted: string[] = [];
  let { offers } = request;
  for (;;) {
    const found = await findSet(services, request.set, request.stop, accepted);
    if (typeof found === 'string') return fail(services, found);
    const plan = await lookAround(completion, found);
    if (plan.canceled) return { kind: 'canceled' };
    if (plan.obstacles.length > 0) {
      if (await offerMove(plan)) continue;
      return { kind: 'canceled' };
    }
    const more = plan.absent.length === 0 ? [] : await askForArchives(plan, found, offers);
    offers = undefined;
    if (more === undefined) return { kind: 'canceled' };
    if (more.length > 0) {
      accepted.push(...more);
      continue;
    }
    return execute(services, completion, found, plan, request);
  }
}

/** The offered archives that are to be used, too; undefined where the user gave up. One that is in use is not offered. */
async function askForArchives(
  plan: CompletionPlan,
  { set, job }: FoundSet,
  offers: CompleteRequest['offers'],
): Promise<readonly string[] | undefined> {
  const used = job.archives.map(({ path }) => path);
  const accepted: string[] = [];
  for (const offer of (await offers?.(set)) ?? []) {
    if (used.includes(offer.path)) continue;
    const answer = await askForArchive(plan, offer);
    if (answer === undefined) return undefined;
    if (answer) accepted.push(offer.path);
  }
  return accepted;
}

function lookAround(completion: Completion, { job }: FoundSet): Promise<CompletionPlan> {
  const segments = job.ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const total = segments * job.geometry.segmentSize;
  return whileShowing(words.looking(), total, (hooks) => completion.plan(job, hooks));
}

async function execute(
  services: CompleteServices,
  completion: Completion,
  found: FoundSet,
  plan: CompletionPlan,
  { server }: CompleteRequest,
): Promise<CompleteOutcome> {
  const bring = segmentsToBring(server === undefined ? { ...plan, absent: [] } : plan);
  if (bring === 0 && plan.absent.length > 0) return fail(services, said.absent(plan));
  if (bring === 0 && plan.leftovers.length > 0) await completion.removeLeftovers(found.job);
  if (bring > 0) {
    if (!(await ask(plan, server?.name))) return { kind: 'canceled' };
    const result = await copy(completion, found, plan, server, bring);
    services.log.info(`${found.set.path}: ${result.written} of ${bring} segments copied into ${plan.folder}`);
    const failure = failureOf(result, bring);
    if (result.problem?.kind === 'canceled') return { kind: 'canceled' };
    if (failure !== undefined) return fail(services, failure);
    if (plan.absent.length > 0 && server === undefined) return fail(services, said.absent(plan));
  }
  return conclude(services, completion, found, bring);
}

function copy(
  completion: Completion,
  { job, set }: FoundSet,
  plan: CompletionPlan,
  server: ServerSource | undefined,
  bring: number,
): Promise<CompletionResult> {
  const total = bring * plan.segmentSize;
  return whileShowing(words.copying(set.label ?? set.path), total, (hooks) =>
    completion.run(job, plan, server, hooks),
  );
}

function failureOf(result: CompletionResult, total: number): string | undefined {
  if (result.problem !== undefined) return said.stopped(result, total);
  if (result.failed.length === 0) return undefined;
  return [said.stopped(result, total), ...said.findings(result.refused)].join('\n');
}

/** Shows in the tree and in words what the set is worth now. */
async function conclude(
  services: CompleteServices,
  completion: Completion,
  { set, job }: FoundSet,
  written: number,
): Promise<CompleteOutcome> {
  const total = job.ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const bytes = 2 * total * job.geometry.segmentSize;
  const alone = await whileShowing(words.verifying(set.label ?? set.path), bytes, async (hooks) => {
    const own = await completion.verifyAlone(job.dataDirectory, hooks);
    await proveInTree(services, set.id, hooks);
    return own;
  });
  void reportEnd(services, set, alone, written);
  return { kind: 'completed', written, alone };
}

/** In the tree the set is judged by all that serves it, as ever. */
async function proveInTree(
  { catalog, pool, log }: CompleteServices,
  id: string,
  hooks: TaskHooks,
): Promise<void> {
  try {
    await catalog.refresh();
    const set = catalog.unproven.sets.find((each) => each.id === id);
    const job = set && setJobOf(set, catalog.unproven);
    if (set === undefined || job === undefined || hooks.signal?.aborted === true) return;
    const result = await new Verifier(pool).verifySet(job, hooks);
    if (result.canceled) return;
    catalog.proofs.add({ kind: 'records', set, result });
    catalog.showProofs();
  } catch (error) {
    log.error(errorText(error));
  }
}

function fail(services: CompleteServices, message: string): CompleteOutcome {
  services.log.warn(message);
  void reportFailure(services, message);
  return { kind: 'failed', message };
}
