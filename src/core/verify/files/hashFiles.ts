import { isFailure, type ReadFailure } from '../../ground/ports';
import { ChunkSums } from './chunkSums';
import type { ListedFile } from './fileTable';
import type { FileHasher, HashedRange, HashRange, HashResult } from './hashing';
import { planHashing, type PlannedRange, rangeOf } from './hashPlan';

export interface HashOptions {
  readonly hasher: FileHasher;
  readonly signal: AbortSignal | undefined;
  /** The path of a listed file on disk. */
  readonly pathOf: (file: ListedFile) => string;
  /** Called once for every file, in the order in which they are finished. */
  readonly onFile: (file: ListedFile, result: HashResult) => void;
  readonly onBytes: (bytes: number) => void;
}

/** Hashes files, with as many batches at once as the hasher accepts. `files` is iterated more than once. */
export async function hashFiles(files: () => Iterable<ListedFile>, options: HashOptions): Promise<void> {
  const batches = planHashing(files);
  const sums = new ChunkSums();
  const lane = async (): Promise<void> => {
    for (let next = batches.next(); next.done !== true; next = batches.next()) {
      if (options.signal?.aborted === true) return;
      await hashBatch(next.value, sums, options);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.hasher.lanes) }, lane));
}

async function hashBatch(
  batch: readonly PlannedRange[],
  sums: ChunkSums,
  { hasher, signal, pathOf, onFile, onBytes }: HashOptions,
): Promise<void> {
  const ranges = batch
    .map((planned) => rangeOf(planned, pathOf(planned.file)))
    .filter((range): range is HashRange => range !== undefined);
  const results = await hasher.hash(ranges, signal);
  if (signal?.aborted === true) return;
  for (const [i, planned] of batch.entries()) {
    const result: HashedRange | ReadFailure = results[i] ?? { failed: true, code: 'EIO' };
    if (!isFailure(result)) onBytes(Math.min(result.bytes, planned.length));
    const whole = sums.add(planned, result);
    if (whole !== undefined) onFile(planned.file, whole);
  }
}
