import type { Picture } from '../../../src/core/timeline/picture';
import { firstRunBehind, runAt } from '../../../src/core/timeline/stack';
import type { ItemRef } from '../../../src/protocol/timeline';
import { describeSegment, type Description } from '../data/describe';
import { segmentKey } from '../data/itemKeys';
import { type LaneLayout, type Layout, WAL_HEIGHT } from './layout';
import type { Scale } from '../data/scale';

/** A selection in the picture: an item, or a segment of the WAL. */
export interface Chosen {
  readonly key: string;
  readonly description: Description;
  readonly ref: ItemRef | undefined;
}

/** The segment that is drawn at a position. If a column represents many, the one that stops recovery is chosen. */
export function pickSegment(
  x: number,
  y: number,
  { lanes, gutter }: Layout,
  picture: Picture,
  times: Scale | undefined,
): Chosen | undefined {
  const laid = lanes.find(({ walTop }) => y >= walTop - 3 && y <= walTop + WAL_HEIGHT + 3);
  if (x < gutter || laid === undefined) return undefined;
  const { timeline } = laid.lane;
  const at = worstNear(laid, laid.toPosition(x));
  const segment = Math.floor(at);
  const description = describeSegment(segment, at, laid.lane, picture, times?.lane(timeline));
  if (description === undefined) return undefined;
  const key = segmentKey(timeline, segment);
  return { key, description, ref: { kind: 'segment', timeline, segment } };
}

function worstNear({ lane, toPosition, toX }: LaneLayout, at: number): number {
  const x = toX(at);
  const [from, to] = [toPosition(x - 1), toPosition(x + 1)];
  let worst = { at, state: -1 };
  for (let index = firstRunBehind(lane.runs, Math.floor(from)); ; index++) {
    const run = runAt(lane.runs, index);
    if (run === undefined || run.first > to) return worst.at;
    const state = lane.runs[index * 3 + 2] ?? 0;
    if (state > worst.state) worst = { at: Math.min(Math.max(at, run.first), run.last + 0.999), state };
  }
}
