import { segmentOfStart } from '../../wal/geometry';
import type { ArchiveEvidence } from '../read/archiveEvidence';
import { parentPath } from '../../ground/paths';
import type { BackupEvidence } from '../read/backupEvidence';

/**
 * A label or history file alone does not show its cluster, and archives of several clusters may be near. Its WAL comes
 * from only one of them: the one with its history file, else the nearest with the segment of its start.
 */
export function ofOneCluster(
  evidence: BackupEvidence,
  archives: readonly ArchiveEvidence[],
): ArchiveEvidence[] {
  if (evidence.systemIdentifier !== undefined) return [...archives];
  const history = evidence.files.history === undefined ? undefined : parentPath(evidence.files.history);
  const home =
    archives.find(({ path }) => path === history) ??
    archives.find((archive) => holdsStart(evidence, archive));
  const cluster = home?.systemIdentifier;
  if (cluster === undefined) return [...archives];
  return archives.filter(
    ({ systemIdentifier }) => systemIdentifier === undefined || systemIdentifier === cluster,
  );
}

function holdsStart({ label, history }: BackupEvidence, { segments, geometry }: ArchiveEvidence): boolean {
  const fields = label?.start === undefined ? history?.value : label;
  if (fields?.start === undefined || geometry === undefined) return false;
  const segment = segmentOfStart(fields.start.lsn, geometry);
  return segments
    .runs(geometry)
    .runs.some(
      ({ timeline, first, last }) => timeline === fields.startTimeline && first <= segment && segment <= last,
    );
}
