import type { AlternativePath } from '../../../model/backupSet';
import type { RequiredWal } from '../../../model/requiredWal';
import { rangeCount } from '../../../wal/segmentName';
import type { CheckedSegments } from '../checkSegments';
import type { WalRequirement } from '../walRequirement';
import { type CheckedPath, choosePath } from './pathsToStop';

/** A requirement along the timeline that recovery has to follow, with its segments looked at. */
export interface RequirementOnPath {
  readonly requirement: WalRequirement;
  readonly looked: CheckedSegments;
  readonly otherPaths: readonly AlternativePath[];
}

/** Looks at the segments on each path from start to stop, and takes the first of which nothing is missing or wrong. */
export async function requirementOnPath(
  named: WalRequirement,
  check: (requirement: WalRequirement) => Promise<CheckedSegments>,
): Promise<RequirementOnPath> {
  const { paths, geometry, stop } = named;
  if (paths === undefined || geometry === undefined || paths.length === 1)
    return { requirement: named, looked: await check(named), otherPaths: [] };
  const along = ({ timeline, ranges }: Pick<CheckedPath, 'timeline' | 'ranges'>): WalRequirement => ({
    ...named,
    ranges,
    ...(timeline === stop?.timeline ? {} : { recoveryTimeline: timeline }),
  });
  const chosen = await choosePath(paths, (candidate) => check(along(candidate)), geometry);
  const otherPaths = chosen.others.flatMap(({ wal, ...other }) => {
    const required = requiredWalOf(along(other), wal);
    return required === undefined ? [] : [{ timeline: other.timeline, isDefault: other.isDefault, required }];
  });
  const requirement = along(chosen);
  const findings = [...named.findings, ...chosen.findings];
  return { requirement: { ...requirement, findings }, looked: chosen.wal, otherPaths };
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
