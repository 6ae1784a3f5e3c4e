import { segmentOfStart } from '../../wal/geometry';
import type { ArchiveDraft } from '../read/readArchive';
import { parentPath } from '../../ground/paths';
import type { SetSeed } from '../read/backupEvidence';

/**
 * A label or history file by itself does not tell its cluster, and archives of several clusters may be near. Its WAL
 * comes from one of them only: the one that holds its history file, else the nearest with the segment of its start.
 */
export function ofOneCluster(seed: SetSeed, archives: readonly ArchiveDraft[]): ArchiveDraft[] {
  if (seed.systemIdentifier !== undefined) return [...archives];
  const history = seed.files.history === undefined ? undefined : parentPath(seed.files.history);
  const home =
    archives.find(({ path }) => path === history) ?? archives.find((archive) => holdsStart(seed, archive));
  const cluster = home?.systemIdentifier;
  if (cluster === undefined) return [...archives];
  return archives.filter(
    ({ systemIdentifier }) => systemIdentifier === undefined || systemIdentifier === cluster,
  );
}

function holdsStart({ label, history }: SetSeed, { segments, geometry }: ArchiveDraft): boolean {
  const fields = label?.start === undefined ? history?.value : label;
  if (fields?.start === undefined || geometry === undefined) return false;
  const segment = segmentOfStart(fields.start.lsn, geometry);
  return segments
    .runs(geometry)
    .runs.some(
      ({ timeline, first, last }) => timeline === fields.startTimeline && first <= segment && segment <= last,
    );
}
