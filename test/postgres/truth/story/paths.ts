import type { Branch } from './branches';
import type { Moment, Story, StoryBackup } from './story';

/** The moments that recovery passes along each timeline of an archive. */
export type MomentPaths = ReadonlyMap<number, readonly Moment[]>;

/**
 * Timeline 1 with what may follow the story's end, and timeline 2 if the archive holds a branch. `times` are those of moments whose
 * clock was changed, by their labels.
 */
export function momentPaths(
  { moments }: Pick<Story, 'moments'>,
  branch: Branch | undefined,
  tail: readonly Moment[],
  times: ReadonlyMap<string, string> = new Map(),
): MomentPaths {
  const timed = (all: readonly Moment[]): Moment[] =>
    all.map((moment) => ({ ...moment, time: times.get(moment.label) ?? moment.time }));
  const paths = new Map([[1, timed([...moments, ...tail])]]);
  if (branch !== undefined) paths.set(2, timed([...moments.slice(0, branch.shared), ...branch.moments]));
  return paths;
}

/** The last moment along a timeline whose WAL ends at a location or before it. */
export function momentAtLsn(paths: MomentPaths, timeline: number, lsn: string): Moment | undefined {
  return paths.get(timeline)?.findLast((moment) => bytesOf(moment.lsn) <= bytesOf(lsn));
}

/**
 * The moment to which a server recovers from a backup, if a time is its target: it stops before the first commit that is later, wherever
 * that is. Undefined if that is in the backup itself: then it refuses.
 */
export function momentAtTime(
  paths: MomentPaths,
  timeline: number,
  time: string,
  { begun, moments }: Pick<StoryBackup, 'begun' | 'moments'>,
): Moment | undefined {
  const along = paths.get(timeline) ?? [];
  const later = along.findIndex((moment, i) => i >= begun && moment.time > time);
  if (later < 0) return along.at(-1);
  return later < moments ? undefined : along[later - 1];
}

/** The number that a location is. */
export function bytesOf(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** The name of the segment of a timeline that holds the byte before a location. */
export function segmentAt(timeline: number, lsn: string, segmentSize: number): string {
  const last = bytesOf(lsn) - 1n;
  const parts = [BigInt(timeline), last >> 32n, (last & 0xffff_ffffn) / BigInt(segmentSize)];
  return parts.map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('');
}
