import { firstRunBehind } from '../../../src/core/timeline/stack';

/** Neighboring pixel columns that show the same states. `mask` has a bit for each state, by its index. */
export interface ColumnRun {
  readonly from: number;
  /** The column after the last one. */
  readonly to: number;
  readonly mask: number;
}

/**
 * The states that each pixel column shows of the runs of a timeline (`first, last, state`, flat). A column shows every
 * state of its segments, and each run is in at least one column, however small: nothing is lost by zooming out. The
 * time depends on the visible runs and columns, not on the segments.
 * @param toX from an axis position to pixels; rising. Columns are 0 to `width` - 1.
 */
export function columnsOf(
  runs: readonly number[],
  width: number,
  seen: { readonly from: number; readonly to: number },
  toX: (at: number) => number,
): ColumnRun[] {
  const columns = new Uint8Array(Math.max(0, Math.ceil(width)));
  for (let at = firstRunBehind(runs, Math.floor(seen.from)) * 3; at < runs.length; at += 3) {
    const first = runs[at] ?? 0;
    if (first > seen.to) break;
    const from = Math.round(toX(first));
    const to = Math.max(from + 1, Math.round(toX((runs[at + 1] ?? 0) + 1)));
    mark(columns, from, to, 1 << (runs[at + 2] ?? 0));
  }
  return runsOf(columns);
}

function mark(columns: Uint8Array, from: number, to: number, bit: number): void {
  const end = Math.min(to, columns.length);
  // A run that ends at the edge is still visible, in the first column or the last.
  let column = Math.max(0, Math.min(from, columns.length - 1));
  if (from >= columns.length + 1 || to <= -1) return;
  do {
    columns[column] = (columns[column] ?? 0) | bit;
    column++;
  } while (column < end);
}

function runsOf(columns: Uint8Array): ColumnRun[] {
  const found: ColumnRun[] = [];
  let from = 0;
  for (let column = 1; column <= columns.length; column++) {
    const mask = columns[from] ?? 0;
    if (column < columns.length && columns[column] === mask) continue;
    if (mask !== 0) found.push({ from, to: column, mask });
    from = column;
  }
  return found;
}
