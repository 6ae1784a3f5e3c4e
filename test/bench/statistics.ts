/** The middle of the numbers, or the mean of the middle two. NaN for none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? Number.NaN)) / 2;
}

export interface Comparison {
  /** Medians, in the unit of the measurements. */
  readonly ours: number;
  readonly theirs: number;
  /** The median of the ratios of the rounds: whatever slows down a whole round does not change it. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Compares two measurements that were taken in turn, round by round. */
export function compare(ours: readonly number[], theirs: readonly number[]): Comparison {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
  return {
    ours: median(ours),
    theirs: median(theirs),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}
