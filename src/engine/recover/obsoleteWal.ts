import { setImmediate as nextTurn } from 'node:timers/promises';
import { joinPath } from '../../core/ground/paths';
import { isFailure } from '../../core/ground/ports';
import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import type { KeepRule } from '../../core/restore/obsolete/keepRule';
import { type MeasureFiles, findObsoleteWal as obsoleteOf } from '../../core/restore/obsolete/obsolete';
import type { ObsoleteWal } from '../../core/restore/types';
import { rangeNames } from '../../core/wal/segmentName';
import { LocatedTree } from '../../io/location/locatedTree';
import { NodeFileTree } from '../../io/nodeFileTree';
import { isServerWal } from '../../core/model/layout';

/** Files whose sizes are looked up at the same time. */
const BATCH = 256;

/**
 * What may be removed from an archive while some sets are kept. Removes nothing; sizes of compressed files are looked
 * up.
 */
export function obsoleteWal(catalog: Catalog, archive: WalArchive, keep: KeepRule): Promise<ObsoleteWal> {
  return obsoleteOf(catalog, archive, keep, measure, nextTurn);
}

/**
 * The archives for which a list of obsolete WAL makes sense. Only the server itself may remove files from its own WAL
 * directory, so such directories are left out unless there is nothing else.
 */
export function archivesToClean(archives: readonly WalArchive[]): readonly WalArchive[] {
  const others = archives.filter((archive) => !isServerWal(archive));
  return others.length > 0 ? others : archives;
}

/** The sets among which the user chooses what to keep: those that the archive serves, or of its server. */
export function setsOfArchive({ sets }: Catalog, { path, systemIdentifier }: WalArchive): BackupSet[] {
  return sets.filter(
    (set) =>
      set.archives.includes(path) ||
      (systemIdentifier !== undefined && set.systemIdentifier === systemIdentifier),
  );
}

const measure: MeasureFiles = async ({ path, geometry }, run) => {
  if (geometry === undefined) return 0;
  const tree = new LocatedTree(new NodeFileTree());
  let bytes = 0;
  for (const names of batches(rangeNames(run, geometry))) {
    const facts = await Promise.all(names.map((name) => tree.stat(joinPath(path, name + run.suffix))));
    for (const fact of facts) if (!isFailure(fact)) bytes += fact.size;
  }
  return bytes;
};

function* batches(names: Iterable<string>): Generator<string[]> {
  let batch: string[] = [];
  for (const name of names) {
    batch.push(name);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
