import type { BackupSet } from '../model/backupSet';
import type { Catalog } from '../model/catalog';
import type { EvidenceLevel } from '../model/evidence';
import type { StructureInput } from '../verify/structure/structureInput';
import { type SetJob, setJobOf } from './setJob';

/** What a check of a set's data directory needs to know, as plain data for a worker, which opens the files itself. */
export interface StructureJob extends Omit<StructureInput, 'wal'> {
  readonly wal: SetJob | undefined;
}

/**
 * The job for a set, with the stop that its records told, if they were read; undefined if its files were not seen.
 *
 * @param level below `records` no WAL is read
 */
export function structureJobOf(
  set: BackupSet,
  catalog: Catalog,
  level: EvidenceLevel,
): StructureJob | undefined {
  const { id, layout, kind, files, tars, versionNum, control, start, stop, takenFrom } = set;
  const { dataDirectory: directory, tablespaceMap } = files;
  if (directory === undefined) return undefined;
  return {
    setId: id,
    layout,
    kind,
    directory,
    ...(tars === undefined ? {} : { tars }),
    ...(tablespaceMap === undefined ? {} : { tablespaceMap }),
    versionNum,
    control,
    start,
    stop,
    takenFrom,
    wal: level === 'records' ? setJobOf(set, catalog) : undefined,
  };
}
