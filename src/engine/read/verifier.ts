import type { SetJob } from '../../core/proofs/setJob';
import type { CopyOrder, WalJob } from '../../core/proofs/walJob';
import { isInCompressedTar } from '../../core/tars/tarName';
import { isProven, judgeWalk, worse } from '../../core/model/verdict';
import type { Finding } from '../../core/ground/finding';
import type { JoinedWalk } from '../../core/verify/records/joinChunks';
import type { SetVerification } from '../../core/verify/records/setVerification';
import { verifySetInChunks } from '../../core/verify/records/verifySetInChunks';
import { type ArchiveRange, type ArchiveWalk, walkArchive } from '../../core/verify/records/walkArchive';
import { findStop, type StopRange, type StopRule, type StopSearch } from '../../core/verify/records/findStop';
import {
  chunkPlan,
  type ChunkPlan,
  type RunChunk,
  walkInChunks,
} from '../../core/verify/records/walkInChunks';
import { segmentOfEnd, segmentOfStart } from '../../core/wal/geometry';
import type { CopyComparison, DifferingCopies } from '../../protocol/worker';
import { ChunkMemory } from './chunkMemory';
import { verifyAlongPaths } from './verifyAlongPaths';
import type { TaskHooks, TaskRunner } from '../../worker/taskRunner';

const IN_ONE_PIECE: ChunkPlan = { segmentsPerChunk: Number.MAX_SAFE_INTEGER, inFlight: 1 };

/**
 * Has WAL read by threads, long ranges by all of them at once, and joins their results. It remembers what it read, so
 * use one for one piece of work, during which files are assumed not to change.
 */
export class Verifier {
  readonly #tasks: TaskRunner;
  readonly #memory: ChunkMemory;

  /** @param memory of earlier pieces of work: only what changed since is read again */
  constructor(tasks: TaskRunner, memory = new ChunkMemory()) {
    this.#tasks = tasks;
    this.#memory = memory;
    memory.begin();
  }

  /**
   * Verifies a set by records. If a segment has two copies that differ, the set is walked with each of them: the
   * restore_command decides which copy a server gets, so both must do. If recovery along another timeline reads other files,
   * that path is walked, too.
   */
  verifySet(job: SetJob, hooks: TaskHooks = {}): Promise<SetVerification> {
    return verifyAlongPaths(job, (along) => this.#verifyAlong(along, hooks));
  }

  async #verifyAlong(job: SetJob, hooks: TaskHooks): Promise<SetVerification> {
    const walked = await this.#verifyRecords(job, hooks);
    const end = walked.stop?.lsn ?? job.knownStop?.lsn;
    if (walked.canceled || end === undefined) return walked;
    const { start, geometry } = job;
    const findings = await this.compareNameSums(
      job,
      segmentOfStart(start, geometry),
      segmentOfEnd(end, geometry),
      hooks,
    );
    if (findings.length === 0) return walked;
    return addToVerification(walked, findings);
  }

  /**
   * Compares segments `first` to `last` along a path with the checksums in the names of their files, in archives with
   * such names.
   */
  async compareNameSums(
    job: WalJob,
    first: number,
    last: number,
    hooks: TaskHooks = {},
  ): Promise<readonly Finding[]> {
    if (!job.places.some(({ sums }) => sums === true)) return [];
    const wrong = await this.#tasks.run('compare-name-sums', { job: walJobOf(job), first, last }, hooks);
    return wrong.map(({ segment, file }) => ({
      code: 'segment-checksum-mismatch',
      severity: 'error',
      file,
      segment,
      args: { segment },
    }));
  }

  async #verifyRecords(job: SetJob, hooks: TaskHooks): Promise<SetVerification> {
    const first = await this.#walkSet(job, 'plain-first', hooks);
    if (first.canceled) return first;
    const end = first.stop?.lsn ?? job.knownStop?.lsn;
    const copies = await this.#tasks.run(
      'compare-copies',
      {
        job,
        first: segmentOfStart(job.start, job.geometry),
        last: end === undefined ? job.lastSegment : segmentOfEnd(end, job.geometry),
      },
      hooks,
    );
    const notes = copies.same.map((group) => sameNote(group));
    if (copies.differing.length === 0) return { ...first, findings: [...first.findings, ...notes] };
    const second = await this.#walkSet(job, 'compressed-first', hooks);
    if (second.canceled) return second;
    const both = combine(first, second, copies.differing);
    return { ...both, findings: [...both.findings, ...notes] };
  }

  /** Reads an archive along a path from a location to its end. */
  walkArchive(job: WalJob, range: ArchiveRange, hooks: TaskHooks = {}): Promise<ArchiveWalk> {
    const plan = this.#planFor(job);
    return walkArchive(job, range, { plan, run: this.#runner(job, 'plain-first', hooks) });
  }

  /** Reads segments `first` to `last` along a path, starting at any record in the first one. */
  walkSegments(job: WalJob, first: number, last: number, hooks: TaskHooks = {}): Promise<JoinedWalk> {
    const plan = this.#planFor(job);
    const spec = { firstSegment: first, lastSegment: last };
    return walkInChunks(job, spec, plan, this.#runner(job, 'plain-first', hooks));
  }

  /** The location at which recovery along a path stops. What earlier walks have read is not read again. */
  findStop(job: WalJob, range: StopRange, rule: StopRule, hooks: TaskHooks = {}): Promise<StopSearch> {
    return findStop(job, range, rule, {
      plan: this.#planFor(job),
      run: this.#runner(job, 'plain-first', hooks),
    });
  }

  /**
   * The time of the first commit or abort from a location on, in microseconds since 1970 UTC. Looks into one chunk; undefined
   * if there is none.
   */
  async firstCommit(
    job: WalJob,
    { from, lastSegment }: StopRange,
    hooks: TaskHooks = {},
  ): Promise<number | undefined> {
    const firstSegment = segmentOfStart(from, job.geometry);
    // Not more than a chunk, whatever the other walks read at a time: the first commit is near.
    const { segmentsPerChunk } = chunkPlan(job.geometry.segmentSize, this.#tasks.size);
    const last = Math.min(lastSegment, firstSegment + segmentsPerChunk - 1);
    const spec = { firstSegment, lastSegment: last, start: from, stopAfterTime: Number.NEGATIVE_INFINITY };
    const { end, commits } = await this.#runner(job, 'plain-first', hooks)(spec);
    return end.kind === 'stopped' && commits.count > 0 ? commits.first : undefined;
  }

  async #walkSet(job: SetJob, order: CopyOrder, hooks: TaskHooks): Promise<SetVerification> {
    const plan = this.#planFor(job);
    const joined = await verifySetInChunks(job, plan, this.#runner(job, order, hooks));
    return joined ?? (await this.#tasks.run('walk-set', { job, order }, hooks));
  }

  /**
   * A compressed tar can only be decompressed in sequence: several threads would each decompress it from its beginning.
   */
  #planFor({ geometry, places }: WalJob): ChunkPlan {
    if (places.some(({ path }) => isInCompressedTar(path))) return IN_ONE_PIECE;
    return chunkPlan(geometry.segmentSize, this.#tasks.size);
  }

  #runner(job: WalJob, order: CopyOrder, hooks: TaskHooks): RunChunk {
    return async (spec) => {
      const known = this.#memory.recall(job, order, spec);
      if (known !== undefined && known.validIfStamp === undefined) return known.result;
      const input = { job: walJobOf(job), order, spec, unlessStamp: known?.validIfStamp };
      const { stamp, result } = await this.#tasks.run('walk-chunk', input, hooks);
      if (result !== undefined) {
        this.#memory.keep(job, order, spec, result, stamp);
        return result;
      }
      this.#memory.confirm(job, order, spec);
      if (known === undefined) throw new Error('A chunk was expected to be read, but was not');
      return known.result;
    };
  }
}

/** Only what a chunk needs: a set's job contains more. */
function walJobOf({
  geometry,
  timelinePath: path,
  systemIdentifier,
  versionNum: version,
  pageSize,
  places,
}: WalJob): WalJob {
  return { geometry, timelinePath: path, systemIdentifier, versionNum: version, pageSize, places };
}

/** Segments with two equal copies are noted, once per directory. */
function sameNote({ directory, first, count }: CopyComparison['same'][number]): Finding {
  const args = { reason: 'same', count, directory, segment: first };
  return { code: 'duplicate-segment', severity: 'info', file: directory, args };
}

/** Adds findings to a verification; it proves nothing more if they leave something open. */
function addToVerification(
  walked: SetVerification,
  fresh: readonly Finding[],
  isConclusive = true,
): SetVerification {
  const verdict = worse(walked.verdict, judgeWalk(fresh, isConclusive));
  return { ...walked, verdict, findings: [...walked.findings, ...fresh] };
}

/** Both walks must succeed. If only one does, the copies that it took are the good ones. */
function combine(
  plain: SetVerification,
  compressed: SetVerification,
  copies: readonly DifferingCopies[],
): SetVerification {
  const plainGood = isProven(plain.verdict);
  const compressedGood = isProven(compressed.verdict);
  const good = plainGood || !compressedGood ? plain : compressed;
  const findings = copies.map((pair) => copyFinding(pair, plainGood, compressedGood));
  const allWalked = copies.every(({ unwalked }) => unwalked !== true);
  return addToVerification(good, findings, plainGood && compressedGood && allWalked);
}

function copyFinding(pair: DifferingCopies, plainGood: boolean, compressedGood: boolean): Finding {
  const { segment } = pair;
  if (pair.unread === true) {
    const args = { segment, reason: 'not-comparable' };
    return { code: 'duplicate-segment', severity: 'warning', file: pair.compressed, segment, args };
  }
  if (pair.unwalked === true) {
    const args = { segment, reason: 'not-walked', good: pair.plain };
    return { code: 'duplicate-segment', severity: 'warning', file: pair.compressed, segment, args };
  }
  const harmless = plainGood && compressedGood;
  const goodCopy =
    harmless || plainGood === compressedGood ? undefined : plainGood ? pair.plain : pair.compressed;
  const args = { segment, reason: harmless ? 'harmless' : 'differ' };
  return {
    code: 'duplicate-segment',
    severity: harmless ? 'info' : 'error',
    file: goodCopy === pair.plain ? pair.compressed : pair.plain,
    segment,
    args: goodCopy === undefined ? args : { ...args, good: goodCopy },
  };
}
