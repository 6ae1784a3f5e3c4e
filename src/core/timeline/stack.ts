import { WAL_STATES, type WalRun, type WalState } from './picture';

const RANK = new Map<WalState, number>(WAL_STATES.map((state, rank) => [state, rank]));

/**
 * Stacks runs that may overlap: the state that comes later in WAL_STATES is on top, so that a sound segment never hides
 * trouble. The result is ascending and disjoint, with neighbors of one state joined.
 */
export function stack(runs: readonly WalRun[]): WalRun[] {
  const edges = runs
    .filter(({ first, last }) => first <= last)
    .flatMap(({ first, last, state }) => [
      { at: first, change: 1, rank: rankOf(state) },
      { at: last + 1, change: -1, rank: rankOf(state) },
    ])
    .sort((a, b) => a.at - b.at);
  const open = WAL_STATES.map(() => 0);
  const stacked: WalRun[] = [];
  let from = 0;
  for (const { at, change, rank } of edges) {
    const top = open.findLastIndex((count) => count > 0);
    const state = WAL_STATES[top];
    if (state !== undefined && at > from) append(stacked, { first: from, last: at - 1, state });
    open[rank] = (open[rank] ?? 0) + change;
    from = at;
  }
  return stacked;
}

function append(runs: WalRun[], run: WalRun): void {
  const previous = runs.at(-1);
  if (previous?.state === run.state && previous.last + 1 === run.first)
    runs[runs.length - 1] = { ...previous, last: run.last };
  else runs.push(run);
}

function rankOf(state: WalState): number {
  return RANK.get(state) ?? 0;
}

/** Runs in flat form: `first, last, index of the state`, one after the other. */
export function flatten(runs: readonly WalRun[]): number[] {
  return runs.flatMap(({ first, last, state }) => [first, last, rankOf(state)]);
}

/** The run at an index of the flat form; index 0 is the first run. */
export function runAt(flat: readonly number[], index: number): WalRun | undefined {
  const first = flat[index * 3];
  const last = flat[index * 3 + 1];
  const state = WAL_STATES[flat[index * 3 + 2] ?? -1];
  return first === undefined || last === undefined || state === undefined
    ? undefined
    : { first, last, state };
}

/** Index of the first run that ends at or after a segment: a binary search. */
export function firstRunBehind(flat: readonly number[], segment: number): number {
  let low = 0;
  let high = flat.length / 3;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((flat[middle * 3 + 1] ?? 0) < segment) low = middle + 1;
    else high = middle;
  }
  return low;
}
