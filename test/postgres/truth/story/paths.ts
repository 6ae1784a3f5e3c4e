import type { Branch } from './branches';
import type { Moment, Story } from './story';

/** The moments that recovery passes along each timeline of an archive. */
export type MomentPaths = ReadonlyMap<number, readonly Moment[]>;

/** Timeline 1 with what may follow the story's end, and timeline 2 if the archive holds a branch. */
export function momentPaths(
  { moments }: Pick<Story, 'moments'>,
  branch: Branch | undefined,
  tail: readonly Moment[],
): MomentPaths {
  const paths = new Map([[1, [...moments, ...tail]]]);
  if (branch !== undefined) paths.set(2, [...moments.slice(0, branch.shared), ...branch.moments]);
  return paths;
}

/** The last moment along a timeline whose WAL ends at a location or before it. */
export function momentAtLsn(paths: MomentPaths, timeline: number, lsn: string): Moment | undefined {
  return paths.get(timeline)?.findLast((moment) => bytesOf(moment.lsn) <= bytesOf(lsn));
}

/** The last moment along a timeline that was over at a time. */
export function momentAtTime(paths: MomentPaths, timeline: number, time: string): Moment | undefined {
  return paths.get(timeline)?.findLast((moment) => moment.time <= time);
}

/** The number that a location is. */
export function bytesOf(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
