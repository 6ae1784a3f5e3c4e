const BATCH_BYTES = 16 * 1024 * 1024;
const BATCH_FILES = 256;

/** Content to read, with its size as a measure of the cost. */
export interface Sized {
  readonly size: number;
}

/** Processes items in batches, as many at once as there are lanes. */
export async function inBatches<T extends Sized>(
  items: AsyncIterable<T>,
  lanes: number,
  signal: AbortSignal | undefined,
  work: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  const batches = batchesOf(items);
  const lane = async (): Promise<void> => {
    for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
      if (signal?.aborted === true) return;
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, lanes) }, lane));
}

async function* batchesOf<T extends Sized>(items: AsyncIterable<T>): AsyncGenerator<readonly T[], undefined> {
  let batch: T[] = [];
  let bytes = 0;
  for await (const item of items) {
    batch.push(item);
    bytes += item.size;
    if (bytes < BATCH_BYTES && batch.length < BATCH_FILES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
  return undefined;
}
