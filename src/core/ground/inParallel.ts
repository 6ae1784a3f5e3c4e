/**
 * Runs a function on every item, a few at a time, and returns the results in the order of the items; if canceled, those
 * of the items that were started. Reading mostly waits for disks and networks, and several waits at once cost no more
 * than one.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  most: number,
  signal: AbortSignal | undefined,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: (readonly [Result])[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && signal?.aborted !== true) {
      const at = next++;
      const item = items[at];
      if (item !== undefined) results[at] = [await work(item)];
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  // Flattening leaves out the results of items that were never started.
  return results.flat();
}
