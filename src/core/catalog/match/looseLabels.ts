import { stepsUp } from '../../ground/paths';
import type { SetSeed } from '../read/backupEvidence';

/**
 * A label that lies by itself may be a second copy of one that a data directory holds: then both are one backup, and
 * the nearest such data directory takes it.
 */
export function mergeLooseLabels(seeds: readonly SetSeed[]): SetSeed[] {
  const directories = seeds.filter(({ files }) => files.dataDirectory !== undefined);
  return seeds.filter((seed) => {
    if (seed.layout !== 'label-file') return true;
    return !directories.some((directory) => isCopy(seed, directory));
  });
}

/** Farther than this a copy is more likely to belong to another copy of the backup. */
const NEAR = 3;

function isCopy(loose: SetSeed, directory: SetSeed): boolean {
  const [a, b] = [loose.label, directory.label];
  if (a?.start === undefined || a.start.lsn !== b?.start?.lsn) return false;
  return (
    stepsUp(loose.path, directory.path) <= NEAR &&
    a.startTimeline === b.startTimeline &&
    a.checkpointLsn === b.checkpointLsn &&
    a.label === b.label &&
    a.startTime?.text === b.startTime?.text
  );
}
