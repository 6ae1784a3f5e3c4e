import { walDirectoryName } from '../wal/walDirectory';
import { isWithin, joinPath } from '../ground/paths';
import { ancestorsOf, type BackupSet } from '../model/backupSet';
import type { Catalog } from '../model/catalog';
import { partOfSize } from '../model/archiveParts';
import type { EvidenceLevel } from '../model/evidence';
import type { DataFiles, StructureInput } from '../verify/structure/structureInput';
import { walGeometry } from '../wal/geometry';
import { timelinePath } from '../wal/timelinePath';
import type { OwnWal } from './asShutDown';
import { type SetJob, setJobOf } from './setJob';
import { walPlaceOf, type WalJob } from './walJob';

/** What a check of a set's data directory needs to know, as plain data for a worker, which opens the files itself. */
export interface StructureJob extends Omit<StructureInput, 'wal' | 'shutdown'> {
  readonly wal: SetJob | undefined;
  readonly shutdown?: WalJob;
}

/**
 * The job for a set, with the stop from its records, if they were read; undefined if its files were not seen.
 *
 * @param level below `records` no WAL is read
 */
export function structureJobOf(
  set: BackupSet,
  catalog: Catalog,
  level: EvidenceLevel,
): StructureJob | undefined {
  const { id, layout, kind, files, tars, versionNum, control, start, stop, takenFrom, method } = set;
  const { dataDirectory: directory, tablespaceMap } = files;
  if (directory === undefined) return undefined;
  return {
    setId: id,
    layout,
    kind,
    directory,
    ...(tars === undefined ? {} : { tars }),
    ...chainOf(set, catalog),
    ...(tablespaceMap === undefined ? {} : { tablespaceMap }),
    versionNum,
    control,
    start,
    stop,
    takenFrom,
    method,
    needsOwnWal: needsWalIn(set, directory),
    wal: level === 'records' ? setJobOf(set, catalog) : undefined,
    ...(level === 'records' ? shutdownJob(set, catalog) : {}),
  };
}

/** The backups below an incremental one, if all of them were found, down to a full one. */
function chainOf(set: BackupSet, { sets }: Catalog): Pick<StructureJob, 'chain'> {
  if (set.kind === 'full') return {};
  const below = ancestorsOf(set, new Map(sets.map((each) => [each.id, each])));
  if (below.at(-1)?.kind !== 'full') return {};
  const chain = below.flatMap(({ files, layout, tars }): DataFiles[] =>
    files.dataDirectory === undefined
      ? []
      : [{ directory: files.dataDirectory, layout, ...(tars === undefined ? {} : { tars }) }],
  );
  return chain.length === below.length ? { chain } : {};
}

function needsWalIn({ required }: BackupSet, directory: string): boolean {
  return required?.runs.some(({ archive }) => archive !== undefined && isWithin(archive, directory)) === true;
}

/** The own WAL of a copy without a label, if pg_control says that its server was shut down. */
function shutdownJob(set: BackupSet, { archives }: Catalog): Pick<StructureJob, 'shutdown'> {
  const { control, files, start, systemIdentifier, versionNum } = set;
  const own = ownWalOf(set);
  if (files.label !== undefined || start !== undefined || own === undefined) return {};
  if (control?.state !== 'shut down') return {};
  const { geometry } = own;
  const path = timelinePath(control.timeline, undefined, geometry);
  const places = archives
    .filter((archive) => archive.path === own.archive)
    .map((archive) => walPlaceOf(partOfSize(archive, geometry) ?? archive));
  const { walBlockSize: pageSize } = control;
  return { shutdown: { geometry, timelinePath: path, systemIdentifier, versionNum, pageSize, places } };
}

/** The own WAL directory of a set, with the geometry that pg_control gives. */
export function ownWalOf({ control, files, versionNum }: BackupSet): OwnWal | undefined {
  if (control?.segmentSize === undefined || files.dataDirectory === undefined || versionNum === undefined)
    return undefined;
  const archive = joinPath(files.dataDirectory, walDirectoryName(versionNum));
  return { archive, geometry: walGeometry(control.segmentSize, versionNum) };
}
