import type { Lane, Picture } from '../../../src/core/timeline/picture';
import { describeBand, describePoint, describeSegment, describeSet, describeUnplaced } from './describe';
import { describeGap } from './gapCost';
import { bandKey, gapKey, pointKey, segmentKey, segmentOfKey, setKey } from './itemKeys';
import type { Chosen } from '../layout/pick';
import type { Scale } from './scale';

/**
 * The item of a key in a picture, visible or not: after a reload, or chosen in the table. Undefined if it no longer
 * exists.
 */
export function chosenBy(key: string, picture: Picture, times: Scale | undefined): Chosen | undefined {
  if (key.startsWith('set:')) return setBy(key, picture);
  const segment = segmentOfKey(key);
  if (segment !== undefined) return segmentBy(segment, picture, times);
  for (const lane of picture.lanes) {
    const found = inLane(key, lane, picture);
    if (found !== undefined) return found;
  }
  return undefined;
}

function setBy(key: string, { sets, unplaced }: Picture): Chosen | undefined {
  const set = sets.find(({ id, spans }) => spans.some(({ timeline }) => setKey(id, timeline) === key));
  if (set !== undefined) return { key, description: describeSet(set), ref: { kind: 'set', id: set.id } };
  const lost = unplaced.find(({ id }) => setKey(id, 0) === key);
  return lost === undefined
    ? undefined
    : { key, description: describeUnplaced(lost), ref: { kind: 'set', id: lost.id } };
}

function segmentBy(
  { timeline, segment }: { timeline: number; segment: number },
  picture: Picture,
  times: Scale | undefined,
): Chosen | undefined {
  const lane = picture.lanes.find((each) => each.timeline === timeline);
  if (lane === undefined) return undefined;
  const description = describeSegment(segment, segment, lane, picture, times?.lane(timeline));
  return description === undefined
    ? undefined
    : { key: segmentKey(timeline, segment), description, ref: { kind: 'segment', timeline, segment } };
}

function inLane(key: string, lane: Lane, picture: Picture): Chosen | undefined {
  const { timeline } = lane;
  const gap = lane.gaps.find((each) => gapKey(lane, each) === key);
  if (gap !== undefined)
    return {
      key,
      description: describeGap(gap, lane, picture),
      ref: { kind: 'segment', timeline, segment: gap.first },
    };
  const band = lane.bands.find((each) => bandKey(lane, each) === key);
  if (band !== undefined) {
    const [id] = band.sets;
    return {
      key,
      description: describeBand(band, lane, picture),
      ref: id === undefined ? undefined : { kind: 'set', id },
    };
  }
  const point = lane.points.find((each) => pointKey(lane, each) === key);
  return point === undefined
    ? undefined
    : {
        key,
        description: describePoint(point, lane),
        ref: { kind: 'segment', timeline, segment: Math.floor(point.at) },
      };
}
