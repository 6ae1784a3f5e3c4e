import { suffixesOf } from '../model/walArchive';
import type { Finding } from '../ground/finding';
import { type FileTree, isFailure } from '../ground/ports';
import { rangeCount, segmentName } from '../wal/segmentName';
import type { CompletionJob } from './completionJob';
import { appendSegment, type CompletionPlan, type CopyRun, type Obstacle } from './completionPlan';
import type { StoredSegment } from './segmentFault';

/** Reads files; tests answer from memory. */
export interface Inspection {
  /** Names in the set's own directory; undefined if there is none. */
  readonly own: ReadonlySet<string> | undefined;
  /** Whether a name is that of a file that an interrupted run left. */
  readonly isLeftover: (name: string) => boolean;
  /** Why one of the set's own files cannot be used, by its records. */
  readonly checkOwn: (file: StoredSegment) => Promise<Finding | undefined>;
  /** Why a copy in an archive cannot be used, by its first page. */
  readonly checkCopy: (file: StoredSegment) => Promise<Finding | undefined>;
  /** Whether the file exists. */
  readonly exists: (path: string) => Promise<boolean>;
  readonly signal?: AbortSignal;
  /** Called with the bytes of each segment that was read. */
  readonly progress?: (bytes: number) => void;
}

const MOST_FINDINGS = 1000;

/**
 * Determines for each segment that the set needs whether the directory has it, or an archive (the nearest first, plain
 * before compressed, unusable ones skipped). Writes nothing.
 */
export async function planCompletion(job: CompletionJob, look: Inspection): Promise<CompletionPlan> {
  const drafts = new PlanDraft(job, look);
  for (const { timeline, first, last } of job.ranges) {
    for (let segment = first; segment <= last && look.signal?.aborted !== true; segment++) {
      await drafts.segment(timeline, segment);
      look.progress?.(job.geometry.segmentSize);
    }
  }
  await drafts.companions();
  return drafts.plan();
}

class PlanDraft {
  readonly #job: CompletionJob;
  readonly #look: Inspection;
  readonly #copies: CopyRun[] = [];
  readonly #absent: { timeline: number; first: number; last: number }[] = [];
  readonly #obstacles: Obstacle[] = [];
  readonly #refused: Finding[] = [];
  readonly #companions: string[] = [];
  readonly #missingCompanions: string[] = [];
  #present = 0;
  #partialOnly = 0;

  constructor(job: CompletionJob, look: Inspection) {
    this.#job = job;
    this.#look = look;
  }

  async segment(timeline: number, segment: number): Promise<void> {
    const { folder, geometry } = this.#job;
    if (this.#look.own?.has(segmentName(timeline, segment, geometry)) === true) {
      const fault = await this.#look.checkOwn({ timeline, segment, folder, suffix: '' });
      if (fault === undefined) this.#present++;
      else keep(this.#obstacles, await this.#obstacle(fault, timeline, segment));
      return;
    }
    const found = await this.#firstGood(timeline, segment);
    const range = { timeline, first: segment, last: segment };
    if (found !== undefined) {
      const run = { ...range, archive: found.folder, suffix: found.suffix };
      appendSegment(this.#copies, run, (a, b) => a.archive === b.archive && a.suffix === b.suffix);
      return;
    }
    appendSegment(this.#absent, range, () => true);
    const partial = this.#job.partials.some(
      (each) => each.timeline === timeline && each.first <= segment && segment <= each.last,
    );
    if (partial) this.#partialOnly++;
  }

  async #obstacle(finding: Finding, timeline: number, segment: number): Promise<Obstacle> {
    return { finding, replaceable: (await this.#firstGood(timeline, segment)) !== undefined };
  }

  async #firstGood(timeline: number, segment: number): Promise<StoredSegment | undefined> {
    for (const candidate of candidatesFor(this.#job, timeline, segment)) {
      const fault = await this.#look.checkCopy(candidate);
      if (fault === undefined) return candidate;
      keep(this.#refused, fault);
    }
    return undefined;
  }

  async companions(): Promise<void> {
    for (const { name, sources, required } of this.#job.companions) {
      if (this.#look.own?.has(name) === true) continue;
      let found = false;
      for (const source of sources) found ||= await this.#look.exists(source);
      if (found) this.#companions.push(name);
      else if (required) this.#missingCompanions.push(name);
    }
  }

  plan(): CompletionPlan {
    const { setId, folder, geometry, ranges } = this.#job;
    return {
      setId,
      folder,
      required: ranges.reduce((sum, range) => sum + rangeCount(range), 0),
      present: this.#present,
      copies: this.#copies,
      absent: this.#absent,
      partialOnly: this.#partialOnly,
      obstacles: this.#obstacles,
      refused: this.#refused,
      companions: this.#companions,
      missingCompanions: this.#missingCompanions,
      leftovers: [...(this.#look.own ?? [])].filter(this.#look.isLeftover),
      segmentSize: geometry.segmentSize,
      canceled: this.#look.signal?.aborted === true,
    };
  }
}

/** The copies of a segment in the order in which they are tried. */
export function candidatesFor(job: CompletionJob, timeline: number, segment: number): StoredSegment[] {
  return job.archives.flatMap(({ path, runs }) =>
    suffixesOf(runs, timeline, segment).map((suffix) => ({ timeline, segment, folder: path, suffix })),
  );
}

/** The names in a directory; undefined if it does not exist or cannot be read. */
export async function namesIn(tree: FileTree, folder: string): Promise<Set<string> | undefined> {
  const names = new Set<string>();
  for await (const batch of tree.list(folder)) {
    if (isFailure(batch)) return undefined;
    for (const { name } of batch) names.add(name);
  }
  return names;
}

function keep<T>(list: T[], one: T): void {
  if (list.length < MOST_FINDINGS) list.push(one);
}
