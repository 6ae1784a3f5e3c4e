import { basename } from 'node:path';
import { readMaybeCompressed } from '../../core/catalog/read/readFile';
import type { Companion, CompletionJob } from '../../core/complete/completionJob';
import type { CompletionPlan } from '../../core/complete/completionPlan';
import type { CompletionResult } from '../../core/complete/completionResult';
import { candidatesFor, namesIn, planCompletion } from '../../core/complete/planCompletion';
import {
  type FaultFiles,
  type StoredSegment,
  headerFault,
  segmentFault,
} from '../../core/complete/segmentFault';
import { isSoundHistory } from '../../core/complete/soundHistory';
import type { WriteProblem } from '../../core/complete/writeProblem';
import type { Finding } from '../../core/ground/finding';
import { type FileTree, isFailure } from '../../core/ground/ports';
import { segmentName } from '../../core/wal/segmentName';
import { ArchiveSource } from '../../io/segments/archiveSource';
import { LocatedTree } from '../../io/location/locatedTree';
import { NodeFileTree } from '../../io/nodeFileTree';
import { openSegment } from '../../io/segments/segmentStream';
import { copySegment, refusedAs, sizeProblem } from '../../io/write/segmentContent';
import { isLeftoverName } from '../../io/write/temporaryName';
import { WalFolder } from '../../io/write/walFolder';
import type { CompletionOrder } from '../../protocol/worker';
import { CompletionTally } from '../../io/write/completionTally';
import type { WalkHooks } from './walkTasks';

/** Finds out which WAL of a set is there. Writes nothing. */
export async function planCompletionTask(job: CompletionJob, hooks: WalkHooks): Promise<CompletionPlan> {
  const files = filesFor(job);
  return planCompletion(job, {
    ...hooks,
    own: await namesIn(files.tree, job.folder),
    isLeftover: isLeftoverName,
    checkOwn: (file) => segmentFault(job, file, files),
    checkCopy: (file) => headerFault(job, file, files.tree),
    exists: async (path) => !isFailure(await files.tree.stat(path)),
  });
}

/** Why the file of a segment cannot be used, by size, first page and records; undefined for a good one. */
export function findSegmentFault(job: CompletionJob, file: StoredSegment): Promise<Finding | undefined> {
  return segmentFault(job, file, filesFor(job));
}

/** Copies the files of the plan into the directory of the set, in the order in which recovery reads them. */
export async function completeTask(
  { job, copies, companions }: CompletionOrder,
  hooks: WalkHooks,
): Promise<CompletionResult> {
  const folder = await WalFolder.open(job.dataDirectory, job.folder);
  const copying = new Copying(job, hooks);
  if ('kind' in folder) return copying.tally.result(folder);
  for (const name of companions) {
    const companion = job.companions.find((each) => each.name === name);
    const problem = companion && (await copying.companion(folder, companion));
    if (problem !== undefined) return copying.tally.result(problem);
  }
  for (const { timeline, first, last } of copies) {
    for (let segment = first; segment <= last; segment++) {
      const problem = await copying.segment(folder, timeline, segment);
      if (problem !== undefined) return copying.tally.result(problem);
    }
  }
  return copying.tally.result(undefined);
}

class Copying {
  readonly tally = new CompletionTally();
  readonly #job: CompletionJob;
  readonly #hooks: WalkHooks;
  readonly #files: FaultFiles;

  constructor(job: CompletionJob, hooks: WalkHooks) {
    this.#job = job;
    this.#hooks = hooks;
    this.#files = filesFor(job);
  }

  /** Copies the first good copy; a problem only if the work must end. */
  async segment(folder: WalFolder, timeline: number, segment: number): Promise<WriteProblem | undefined> {
    const name = segmentName(timeline, segment, this.#job.geometry);
    for (const candidate of candidatesFor(this.#job, timeline, segment)) {
      const problem = await this.#copy(folder, candidate, name);
      if (problem === undefined) {
        this.tally.wrote();
        return undefined;
      }
      if (problem.kind !== 'refused') return problem;
      this.tally.refused(name, problem.path, problem);
    }
    this.tally.failed(name);
    return undefined;
  }

  #copy(folder: WalFolder, from: StoredSegment, name: string): Promise<WriteProblem | undefined> {
    const { segmentSize } = this.#job.geometry;
    const source = `${from.folder}/${name}${from.suffix}`;
    return folder.add(name, {
      ...this.#hooks,
      fill: (write) => copySegment(source, segmentSize, write, this.#hooks),
      verify: async (path) => {
        const short = await sizeProblem(path, segmentSize);
        if (short !== undefined) return short;
        const suffix = basename(path).slice(name.length);
        const written = { ...from, folder: folder.path, suffix };
        const fault = await segmentFault(this.#job, written, this.#files);
        return fault === undefined ? undefined : refusedAs(source, fault);
      },
    });
  }

  /** Copies a small text file, decompressed. A file that its parser does not understand is skipped. */
  async companion(folder: WalFolder, companion: Companion): Promise<WriteProblem | undefined> {
    for (const source of companion.sources) {
      const bytes = await readCompanion(this.#files.tree, source, companion);
      if (bytes === undefined) continue;
      return this.tally.companion(folder, companion.name, bytes, this.#hooks);
    }
    return undefined;
  }
}

async function readCompanion(
  tree: FileTree,
  source: string,
  { kind, name }: Companion,
): Promise<Uint8Array | undefined> {
  const ending = kind === 'timeline-history' ? '.history' : '.backup';
  const { bytes } = await readMaybeCompressed(tree, source, ending, 'unreadable-file');
  return bytes !== undefined && isSoundHistory(name, bytes) ? bytes : undefined;
}

function filesFor({ places, geometry }: CompletionJob): FaultFiles {
  const tree = new LocatedTree(new NodeFileTree());
  return { tree, open: openSegment, source: new ArchiveSource(places, geometry) };
}
