import type { Catalog } from '../model/catalog';
import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import type { TimelineHistory } from '../wal/timelines';

/** The backups and the WAL of one server. Sets of two servers are never together. */
export interface Cluster {
  readonly systemIdentifier: bigint | undefined;
  readonly sets: readonly BackupSet[];
  readonly archives: readonly WalArchive[];
}

/** A catalog by server: by the system identifier of each set, or of the archives that serve it. */
export function clustersOf(catalog: Pick<Catalog, 'sets' | 'archives'>): Cluster[] {
  const groups = new Map<string, { id: bigint | undefined; sets: BackupSet[]; archives: WalArchive[] }>();
  const groupOf = (id: bigint | undefined) => {
    const key = String(id);
    const group = groups.get(key) ?? { id, sets: [], archives: [] };
    groups.set(key, group);
    return group;
  };
  for (const set of catalog.sets) groupOf(clusterIdOf(set, catalog.archives)).sets.push(set);
  for (const archive of catalog.archives) groupOf(archive.systemIdentifier).archives.push(archive);
  return [...groups.values()].map(({ id, sets, archives }) => ({ systemIdentifier: id, sets, archives }));
}

/** The server of a set, as far as the set or its archives show it. */
export function clusterIdOf(set: BackupSet, archives: readonly WalArchive[]): bigint | undefined {
  if (set.systemIdentifier !== undefined) return set.systemIdentifier;
  const ids = new Set(servingOf(set, archives).map(({ systemIdentifier }) => systemIdentifier));
  ids.delete(undefined);
  return ids.size === 1 ? [...ids][0] : undefined;
}

/** The archives that serve a set, in the order of the search. */
export function servingOf(set: BackupSet, archives: readonly WalArchive[]): WalArchive[] {
  return set.archives.flatMap((path) => archives.filter((archive) => archive.path === path));
}

/** The timeline histories in a set's archives; the nearest archive wins. */
export function historiesOf(serving: readonly WalArchive[]): Map<number, TimelineHistory> {
  const histories = new Map<number, TimelineHistory>();
  for (const archive of [...serving].reverse()) {
    for (const [timeline, history] of archive.histories) histories.set(timeline, history);
  }
  return histories;
}
