/**
 * Does the same with every item, some at a time, and gives the results in the order of the items; canceled, those
 * that were begun. Reading waits for disks
 * and networks most of the time; several waits at once cost what one does.
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
  // Flat leaves out what was never made.
  return results.flat();
}
