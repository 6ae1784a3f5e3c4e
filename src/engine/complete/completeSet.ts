import { rangeCount } from '../../core/wal/segmentName';
import { type CompletionPlan, segmentsToBring } from '../../core/complete/completionPlan';
import type { EngineTools } from '../tools';
import { Completion } from './completion';
import type {
  ArchivePath,
  CompletionCatalog,
  CompletionHost,
  CompletionOutcome,
  CompletionRequest,
} from './completionHost';
import { type FoundSet, findSet } from './findSet';
import { verifyAmongAll } from './verifyAmongAll';

/**
 * Copies the WAL that a set needs into its own `pg_wal`, after the user has agreed to the plan; then verifies the set
 * by records, with its own WAL alone. Rejects only if a thread fails.
 *
 * @param tools creates tools without memory: files change while a set is completed
 */
export async function completeSet<Offer extends ArchivePath>(
  tools: () => EngineTools,
  catalog: CompletionCatalog,
  request: CompletionRequest<Offer>,
  host: CompletionHost<Offer>,
): Promise<CompletionOutcome> {
  const completion = new Completion(tools().tasks);
  const accepted: string[] = [];
  let { offers } = request;
  for (;;) {
    const found = await findSet(tools(), catalog, request, accepted, host);
    if (found === 'canceled') return canceled();
    if ('refused' in found) return { kind: 'refused', reason: found.refused };
    const bytes = bytesOf(found);
    const plan = await host.during({ kind: 'plan', bytes }, (hooks) => completion.plan(found.job, hooks));
    if (plan.canceled) return canceled();
    if (plan.obstacles.length > 0) {
      if (request.planOnly !== true && (await host.moveAway(plan))) continue;
      return { kind: 'obstructed', plan };
    }
    if (request.planOnly === true) return { kind: 'planned', plan };
    const more = plan.absent.length === 0 ? [] : await askForArchives(plan, found, offers, host);
    offers = undefined;
    if (more === undefined) return canceled(plan);
    if (more.length === 0) return execute(tools, completion, catalog, { found, plan }, request, host);
    accepted.push(...more);
  }
}

/**
 * The offered archives that the user accepts; undefined if the user gives up. An archive that is already used is not
 * offered.
 */
async function askForArchives<Offer extends ArchivePath>(
  plan: CompletionPlan,
  { set, job }: FoundSet,
  offers: CompletionRequest<Offer>['offers'],
  host: CompletionHost<Offer>,
): Promise<readonly string[] | undefined> {
  const used = job.archives.map(({ path }) => path);
  const accepted: string[] = [];
  for (const offer of (await offers?.(set)) ?? []) {
    if (used.includes(offer.path)) continue;
    const answer = await host.useArchive(plan, offer);
    if (answer === undefined) return undefined;
    if (answer) accepted.push(offer.path);
  }
  return accepted;
}

interface Planned {
  readonly found: FoundSet;
  readonly plan: CompletionPlan;
}

async function execute<Offer extends ArchivePath>(
  tools: () => EngineTools,
  completion: Completion,
  catalog: CompletionCatalog,
  { found, plan }: Planned,
  { server }: CompletionRequest<Offer>,
  host: CompletionHost<Offer>,
): Promise<CompletionOutcome> {
  const { set, job } = found;
  const total = segmentsToBring(server === undefined ? { ...plan, absent: [] } : plan);
  if (total === 0 && plan.absent.length > 0) return { kind: 'absent', plan, written: 0 };
  if (total === 0 && plan.leftovers.length > 0) await completion.removeLeftovers(job);
  if (total > 0) {
    if (!(await host.agree(plan, server?.name))) return canceled(plan);
    const bytes = total * plan.segmentSize;
    const result = await host.during({ kind: 'copy', set, bytes }, (hooks) =>
      completion.run(job, plan, server, hooks),
    );
    host.copied(set, plan, result);
    if (result.problem?.kind === 'canceled') return canceled(plan, result.written);
    if (result.problem !== undefined || result.failed.length > 0)
      return { kind: 'stopped', plan, result, total };
    if (plan.absent.length > 0 && server === undefined)
      return { kind: 'absent', plan, written: result.written };
  }
  const alone = await host.during({ kind: 'verify', set, bytes: 2 * bytesOf(found) }, async (hooks) => {
    const own = await completion.verifyAlone(job.dataDirectory, catalog.options, hooks);
    const isCanceled = hooks.signal?.aborted === true;
    await verifyAmongAll(tools(), catalog, set.id, hooks).catch((error: unknown) => {
      host.failed(error);
    });
    return isCanceled ? 'canceled' : own;
  });
  if (alone === 'canceled') return { kind: 'unverified', set, plan, written: total };
  return { kind: 'completed', set, plan, written: total, alone };
}

function canceled(plan?: CompletionPlan, written = 0): CompletionOutcome {
  return { kind: 'canceled', plan, written };
}

function bytesOf({ job }: FoundSet): number {
  return job.ranges.reduce((sum, range) => sum + rangeCount(range), 0) * job.geometry.segmentSize;
}
