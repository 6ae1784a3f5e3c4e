import { basename } from 'node:path';
import { readMaybePacked } from '../core/catalog/readFile';
import type { Companion, CompletionJob } from '../core/complete/completionJob';
import type { CompletionPlan } from '../core/complete/completionPlan';
import type { CompletionResult } from '../core/complete/completionResult';
import { candidatesFor, namesIn, planCompletion } from '../core/complete/planCompletion';
import type { ProofFiles, SegmentFile } from '../core/complete/segmentProof';
import { headerProof, recordProof } from '../core/complete/segmentProof';
import type { WriteProblem } from '../core/complete/writeProblem';
import { parseBackupHistory } from '../core/formats/backupHistory';
import { parseTimelineHistory } from '../core/formats/timelineHistory';
import type { Finding } from '../core/finding';
import type { FileTree } from '../core/ports';
import { isFailure } from '../core/ports';
import { segmentName } from '../core/wal/segmentName';
import { ArchiveSource } from '../io/archiveSource';
import { LocatedTree } from '../io/location/locatedTree';
import { NodeFileTree } from '../io/nodeFileTree';
import { openSegment } from '../io/segmentStream';
import { copySegment, refusedAs, sizeProblem } from '../io/write/segmentContent';
import { isTemporaryName } from '../io/write/temporaryName';
import { WalFolder } from '../io/write/walFolder';
import type { CompletionOrder } from '../protocol/worker';
import type { WalkHooks } from './walkTasks';

const MOST = 1000;

/** Looks what there is of the WAL of a set. Writes nothing. */
export async function planCompletionTask(job: CompletionJob, hooks: WalkHooks): Promise<CompletionPlan> {
  const files = filesFor(job);
  return planCompletion(job, {
    ...hooks,
    own: await namesIn(files.tree, job.folder),
    isLeftover: isTemporaryName,
    checkOwn: async (file) =>
      (await headerProof(job, file, files.tree)) ?? (await recordProof(job, file, files)),
    checkCopy: (file) => headerProof(job, file, files.tree),
    exists: async (path) => !isFailure(await files.tree.stat(path)),
  });
}

/** Why the file of a segment cannot serve, by size, first page and records; undefined for a good one. */
export async function proveSegment(job: CompletionJob, file: SegmentFile): Promise<Finding | undefined> {
  const files = filesFor(job);
  return (await headerProof(job, file, files.tree)) ?? recordProof(job, file, files);
}

/** Copies what the plan says into the folder of the set, in the order in which recovery reads it. */
export async function completeTask(
  { job, copies, companions }: CompletionOrder,
  hooks: WalkHooks,
): Promise<CompletionResult> {
  const folder = await WalFolder.open(job.dataDirectory, job.folder);
  const copying = new Copying(job, hooks);
  if ('kind' in folder) return copying.result(folder);
  for (const name of companions) {
    const companion = job.companions.find((each) => each.name === name);
    const problem = companion && (await copying.companion(folder, companion));
    if (problem !== undefined) return copying.result(problem);
  }
  for (const { timeline, first, last } of copies) {
    for (let segment = first; segment <= last; segment++) {
      const problem = await copying.segment(folder, timeline, segment);
      if (problem !== undefined) return copying.result(problem);
    }
  }
  return copying.result(undefined);
}

class Copying {
  readonly #job: CompletionJob;
  readonly #hooks: WalkHooks;
  readonly #files: ProofFiles;
  readonly #companions: string[] = [];
  readonly #refused: Finding[] = [];
  readonly #failed: string[] = [];
  #written = 0;

  constructor(job: CompletionJob, hooks: WalkHooks) {
    this.#job = job;
    this.#hooks = hooks;
    this.#files = filesFor(job);
  }

  result(problem: WriteProblem | undefined): CompletionResult {
    return {
      written: this.#written,
      companions: this.#companions,
      refused: this.#refused,
      failed: this.#failed,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** The first copy that proves good; a problem only where the work has to end. */
  async segment(folder: WalFolder, timeline: number, segment: number): Promise<WriteProblem | undefined> {
    const name = segmentName(timeline, segment, this.#job.geometry);
    for (const candidate of candidatesFor(this.#job, timeline, segment)) {
      const problem = await this.#copy(folder, candidate, name);
      if (problem === undefined) {
        this.#written++;
        return undefined;
      }
      if (problem.kind !== 'refused') return problem;
      const { code, args, path: file } = problem;
      if (this.#refused.length < MOST)
        this.#refused.push({ code, args, file, severity: 'error', segment: name });
    }
    if (this.#failed.length < MOST) this.#failed.push(name);
    return undefined;
  }

  #copy(folder: WalFolder, from: SegmentFile, name: string): Promise<WriteProblem | undefined> {
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
        const fault =
          (await headerProof(this.#job, written, this.#files.tree)) ??
          (await recordProof(this.#job, written, this.#files));
        return fault === undefined ? undefined : refusedAs(source, fault);
      },
    });
  }

  /** A small text file, unpacked; one that its own reader does not understand is passed over. */
  async companion(folder: WalFolder, companion: Companion): Promise<WriteProblem | undefined> {
    for (const source of companion.sources) {
      const bytes = await readCompanion(this.#files.tree, source, companion);
      if (bytes === undefined) continue;
      const problem = await folder.add(companion.name, {
        ...this.#hooks,
        fill: async (write) => {
          await write(bytes);
          return undefined;
        },
        verify: (path) => sizeProblem(path, bytes.length),
      });
      if (problem === undefined) this.#companions.push(companion.name);
      return problem?.kind === 'exists' ? undefined : problem;
    }
    return undefined;
  }
}

async function readCompanion(
  tree: FileTree,
  source: string,
  { kind, timeline }: Companion,
): Promise<Uint8Array | undefined> {
  const history = kind === 'timeline-history';
  const ending = history ? '.history' : '.backup';
  const { bytes } = await readMaybePacked(tree, source, ending, 'unreadable-file');
  if (bytes === undefined) return undefined;
  if (!history) return parseBackupHistory(bytes).value?.start === undefined ? undefined : bytes;
  const { problems } = parseTimelineHistory(bytes, timeline);
  return problems.some(({ severity }) => severity === 'error') ? undefined : bytes;
}

function filesFor({ places, geometry }: CompletionJob): ProofFiles {
  const tree = new LocatedTree(new NodeFileTree());
  return { tree, open: openSegment, source: new ArchiveSource(places, geometry) };
}
