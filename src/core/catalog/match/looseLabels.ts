import { stepsUp } from '../../ground/paths';
import type { BackupEvidence } from '../read/backupEvidence';
import { isLabelAlone } from '../../model/layout';

/**
 * A label outside of any data directory may be a second copy of one in a data directory: then both are one backup, and
 * the nearest such data directory gets it.
 */
export function mergeLooseLabels(backups: readonly BackupEvidence[]): BackupEvidence[] {
  const directories = backups.filter(({ files }) => files.dataDirectory !== undefined);
  return backups.filter((evidence) => {
    if (!isLabelAlone(evidence)) return true;
    return !directories.some((directory) => isCopy(evidence, directory));
  });
}

/** Farther away, a copy is more likely to belong to another copy of the backup. */
const NEAR = 3;

function isCopy(loose: BackupEvidence, directory: BackupEvidence): boolean {
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
