import type { OtherWay } from '../../../model/backupSet';
import type { RequiredWal } from '../../../model/requiredWal';
import { rangeCount } from '../../../wal/segmentName';
import type { CheckedSegments } from '../checkSegments';
import type { WalRequirement } from '../walRequirement';
import { type CheckedWay, chooseWay } from './recoveryWays';

/** A requirement along the timeline that recovery has to follow, with its segments looked at. */
export interface RequirementOnWay {
  readonly requirement: WalRequirement;
  readonly looked: CheckedSegments;
  readonly otherWays: readonly OtherWay[];
}

/** Looks at the segments of each way from start to stop, and takes the first of which nothing is missing or wrong. */
export async function requirementOnWay(
  named: WalRequirement,
  check: (requirement: WalRequirement) => Promise<CheckedSegments>,
): Promise<RequirementOnWay> {
  const { ways, geometry, stop } = named;
  if (ways === undefined || geometry === undefined || ways.length === 1)
    return { requirement: named, looked: await check(named), otherWays: [] };
  const along = ({ timeline, ranges }: Pick<CheckedWay, 'timeline' | 'ranges'>): WalRequirement => ({
    ...named,
    ranges,
    ...(timeline === stop?.timeline ? {} : { recoveryTimeline: timeline }),
  });
  const chosen = await chooseWay(ways, (way) => check(along(way)), geometry);
  const otherWays = chosen.others.flatMap(({ wal, ...way }) => {
    const required = requiredWalOf(along(way), wal);
    return required === undefined ? [] : [{ timeline: way.timeline, isDefault: way.isDefault, required }];
  });
  const requirement = along(chosen);
  const findings = [...named.findings, ...chosen.findings];
  return { requirement: { ...requirement, findings }, looked: chosen.wal, otherWays };
}

/** The required WAL by ranges and what was found of them; undefined if the ranges are unknown. */
export function requiredWalOf(
  { ranges, geometry, stop }: WalRequirement,
  { runs }: Pick<CheckedSegments, 'runs'>,
): RequiredWal | undefined {
  if (ranges === undefined || geometry === undefined) return undefined;
  const count = ranges.reduce((sum, range) => sum + rangeCount(range), 0);
  return { ranges, runs, count, bytes: count * geometry.segmentSize, openEnd: stop === undefined };
}
