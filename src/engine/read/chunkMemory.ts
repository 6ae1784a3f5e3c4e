import type { CopyOrder, WalJob } from '../../core/proofs/walJob';
import type { ChunkResult, ChunkSpec } from '../../core/verify/records/chunk';
import { segmentOfEnd } from '../../core/wal/geometry';
import { placeOfSegment } from '../../io/segments/archiveSource';
import { timelineOfSegment } from '../../core/wal/timelinePath';

type Facts = Pick<WalJob, 'systemIdentifier' | 'versionNum' | 'pageSize'>;

interface Known {
  readonly result: ChunkResult;
  readonly facts: Facts;
  /** The highest segment on which the result depends: the chunk's last record may end after the chunk. */
  readonly touched: number;
  /** The files after the chunk, as `filesOf` lists them. */
  readonly following: string;
  /** Stamp of the files before they were read; undefined if not all of them are covered. */
  readonly stamp: string | undefined;
  /** The piece of work in which the files were read, or last found unchanged. */
  readonly work: number;
  /** The timelines that its pages could have; undefined if all have that of their file, which every walk accepts. */
  readonly history: string | undefined;
}

/** About ten megabytes, and 640 GB of WAL; anything beyond is read again. */
const MOST_CHUNKS = 10_000;
const MOST_NAMES = 100;

/** A chunk that was read before. */
export interface Remembered {
  readonly result: ChunkResult;
  /** The stamp that the files must have for the result to hold; undefined if it holds without a look at them. */
  readonly validIfStamp: string | undefined;
}

/**
 * Remembers the results of whole chunks. A set, the check of every segment of the archive, and the search for recovery
 * windows read the same files; with this each file is read once. Within one piece of work files are assumed not to
 * change; results of earlier work hold if the files still have the same sizes and modification times.
 */
export class ChunkMemory {
  readonly #known = new Map<string, Known>();
  #work = 0;

  /** Starts a new piece of work: files may have changed since. */
  begin(): void {
    this.#work++;
  }

  /**
   * The result of a chunk of the same files, if it was read to its end before; for chunks that do not watch for a set.
   */
  recall(job: WalJob, order: CopyOrder, spec: ChunkSpec): Remembered | undefined {
    const { start, limit, watch, stopAfterTime, stopAtXid } = spec;
    if ([start, limit, watch, stopAfterTime, stopAtXid].some((special) => special !== undefined))
      return undefined;
    const known = this.#known.get(keyOf(job, order, spec));
    if (known === undefined || !isImplied(job, known.facts)) return undefined;
    if (known.history !== undefined && known.history !== historyOf(job)) return undefined;
    if (known.following !== filesOf(job, order, spec.lastSegment + 1, known.touched)) return undefined;
    if (known.work === this.#work) return { result: known.result, validIfStamp: undefined };
    return known.stamp === undefined ? undefined : { result: known.result, validIfStamp: known.stamp };
  }

  /** The files of a remembered chunk turned out to be unchanged. */
  confirm(job: WalJob, order: CopyOrder, spec: ChunkSpec): void {
    const key = keyOf(job, order, spec);
    const known = this.#known.get(key);
    if (known !== undefined) this.#known.set(key, { ...known, work: this.#work });
  }

  /** Keeps a result that does not depend on the walk through the chunk. */
  keep(job: WalJob, order: CopyOrder, spec: ChunkSpec, result: ChunkResult, stamp?: string): void {
    const whole =
      spec.start === undefined && result.end.kind === 'range-end' && result.leftover === undefined;
    if (!whole || result.reached === undefined || result.restorePoints.length > MOST_NAMES) return;
    if (this.#known.size >= MOST_CHUNKS) this.#forgetEarlierWork();
    if (this.#known.size >= MOST_CHUNKS) return;
    const { systemIdentifier, versionNum, pageSize } = job;
    const touched = Math.max(spec.lastSegment + 1, segmentOfEnd(result.reached, job.geometry));
    this.#known.set(keyOf(job, order, spec), {
      result: { ...result, seen: NOTHING_SEEN },
      facts: { systemIdentifier, versionNum, pageSize },
      touched,
      following: filesOf(job, order, spec.lastSegment + 1, touched),
      // The stamp covers one segment after the chunk.
      stamp: touched === spec.lastSegment + 1 ? stamp : undefined,
      work: this.#work,
      history: ofOneTimeline(job, result, touched) ? undefined : historyOf(job),
    });
  }

  #forgetEarlierWork(): void {
    for (const [key, { work }] of this.#known) if (work !== this.#work) this.#known.delete(key);
  }
}

/** The records found for a set belong to that set alone. */
const NOTHING_SEEN: ChunkResult['seen'] = {
  checkpoint: undefined,
  backupEnd: undefined,
  shutdown: undefined,
  fullPageWritesOff: undefined,
  restorePoints: [],
};

/** Pages that agreed with known facts also agree when fewer facts are known: those are then taken from the pages. */
function isImplied(wanted: Facts, known: Facts): boolean {
  return (['systemIdentifier', 'versionNum', 'pageSize'] as const).every(
    (name) => wanted[name] === undefined || wanted[name] === known[name],
  );
}

function ofOneTimeline({ timelinePath: path }: WalJob, result: ChunkResult, touched: number): boolean {
  const { firstTimeline, lastTimeline, firstSegment } = result;
  const ends = [lastTimeline, timelineOfSegment(path, firstSegment), timelineOfSegment(path, touched)];
  return ends.every((timeline) => timeline === firstTimeline);
}

function historyOf({ timelinePath: path }: WalJob): string {
  return path.parts.map(({ timeline }) => timeline).join(' ');
}

function keyOf(job: WalJob, order: CopyOrder, { firstSegment, lastSegment }: ChunkSpec): string {
  const files = filesOf(job, order, firstSegment, lastSegment);
  return `${firstSegment}-${lastSegment} of ${job.geometry.segmentSize}\n${files}`;
}

/** The files of the segments: a line for each run of them with the same timeline, directory and suffix. */
function filesOf(
  { timelinePath: path, places }: WalJob,
  order: CopyOrder,
  first: number,
  last: number,
): string {
  const lines: string[] = [];
  for (let segment = first; segment <= last; segment++) {
    const timeline = timelineOfSegment(path, segment);
    const place = placeOfSegment(places, order, timeline, segment);
    const line = place === undefined ? 'none' : `${timeline} ${place.suffix} ${place.path}`;
    if (lines.at(-1)?.endsWith(`: ${line}`) !== true) lines.push(`${segment}: ${line}`);
  }
  return lines.join('\n');
}
