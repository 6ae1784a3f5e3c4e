import { selfAndAncestors, stepsUp } from '../../ground/paths';

/** Something at a path that belongs to a cluster, as far as that is known. */
export interface Located {
  readonly path: string;
  readonly systemIdentifier: bigint | undefined;
  /** Directories in which its tool keeps its WAL: if they are there, no other archive serves it. */
  readonly walFolders?: readonly string[];
}

export interface LocatedArchive extends Located {
  /** Further clusters with WAL in it, as far as samples show. */
  readonly otherClusters?: ReadonlySet<bigint>;
  /** Named by a setting or option: it serves every set. */
  readonly isNamedByUser: boolean;
}

type Cluster = bigint | undefined;

interface Entry<A> {
  readonly archive: A;
  /** Steps up from the nearest set. */
  readonly nearest: number;
}

/**
 * Decides which archives serve a set. Several copies of one cluster's archive may be in a workspace, each beside its
 * own backup, and a segment that is missing beside a backup must not be taken from a foreign archive. So an archive
 * serves the sets that are nearest to it in the directory tree; a set always uses the nearest archives that it has;
 * archives that were named by the user serve all. Archives known to be of another cluster never serve. Nearest first.
 *
 * Thousands of sets may each have an archive of their own, so each asks only the directories above it, and there only
 * for what can serve it.
 */
export class ArchiveAssignment<A extends LocatedArchive> {
  readonly #archives: readonly A[];
  /** By directory, then by cluster: the archives at or below it, starting with those that no set is near to. */
  readonly #below = new Map<string, Map<Cluster, Entry<A>[]>>();

  constructor(archives: readonly A[], sets: readonly Located[]) {
    this.#archives = archives;
    const steps = leastSteps(sets);
    for (const archive of archives) {
      const entry = { archive, nearest: nearestSet(archive, steps) };
      for (const folder of selfAndAncestors(archive.path)) {
        const clusters = ensure(this.#below, folder, () => new Map<Cluster, Entry<A>[]>());
        ensure(clusters, archive.systemIdentifier, () => []).push(entry);
      }
    }
    for (const clusters of this.#below.values()) {
      for (const entries of clusters.values()) entries.sort((a, b) => b.nearest - a.nearest);
    }
  }

  archivesFor(set: Located): A[] {
    const own = this.#ofTool(set);
    if (own.length > 0) return [...own, ...this.#named(set).filter((archive) => !own.includes(archive))];
    const found = new Map<A, number>();
    let closest: number | undefined;
    selfAndAncestors(set.path).forEach((folder, steps) => {
      const candidates = ofCluster(this.#below.get(folder), set.systemIdentifier);
      const first = closest === undefined && candidates.some((list) => list.some(isFoundByItself));
      if (first) closest = steps;
      for (const entries of candidates) {
        for (const { archive, nearest } of entries) {
          if (!first && nearest < steps) break;
          if (!found.has(archive)) found.set(archive, steps);
        }
      }
    });
    for (const archive of this.#named(set)) found.set(archive, stepsUp(set.path, archive.path));
    return [...found]
      .sort(([a, near], [b, far]) => near - far || (a.path < b.path ? -1 : 1))
      .map(([archive]) => archive);
  }

  /**
   * Archives into which another cluster archives as well, or mostly, for a set that has no archive of its own: named
   * ones and the nearest. A server asks for names and ignores the rest.
   */
  sharedFor({ path, systemIdentifier }: Located): A[] {
    if (systemIdentifier === undefined) return [];
    const shared = this.#archives
      .filter(({ otherClusters }) => otherClusters?.has(systemIdentifier) === true)
      .map((archive) => ({ archive, steps: stepsUp(path, archive.path) }))
      .sort((a, b) => a.steps - b.steps || (a.archive.path < b.archive.path ? -1 : 1));
    const nearest = shared[0]?.steps;
    return shared
      .filter(({ archive, steps }) => archive.isNamedByUser || steps === nearest)
      .map(({ archive }) => archive);
  }

  /** In the order in which the tool searches its directories. */
  #ofTool({ walFolders = [], systemIdentifier }: Located): A[] {
    return walFolders.flatMap((folder) =>
      ofCluster(this.#below.get(folder), systemIdentifier)
        .flat()
        .map(({ archive }) => archive),
    );
  }

  #named(set: Located): A[] {
    return this.#archives.filter((archive) => archive.isNamedByUser && sameCluster(set, archive));
  }

  /** Archives of the same cluster that exist but do not serve this set. Looks at every archive. */
  archivesElsewhere(set: Located): A[] {
    const serving = new Set(this.archivesFor(set));
    return this.#archives.filter((archive) => sameCluster(set, archive) && !serving.has(archive));
  }
}

function isFoundByItself<A extends LocatedArchive>({ archive }: Entry<A>): boolean {
  return !archive.isNamedByUser;
}

/** By directory, then by cluster: the number of steps up to it from the nearest set below. */
function leastSteps(sets: readonly Located[]): Map<string, Map<Cluster, number>> {
  const least = new Map<string, Map<Cluster, number>>();
  for (const { path, systemIdentifier } of sets) {
    selfAndAncestors(path).forEach((folder, steps) => {
      const clusters = ensure(least, folder, () => new Map<Cluster, number>());
      clusters.set(systemIdentifier, Math.min(steps, clusters.get(systemIdentifier) ?? Infinity));
    });
  }
  return least;
}

function nearestSet(archive: Located, least: ReadonlyMap<string, ReadonlyMap<Cluster, number>>): number {
  const steps = selfAndAncestors(archive.path).flatMap((folder) =>
    ofCluster(least.get(folder), archive.systemIdentifier),
  );
  return Math.min(...steps);
}

/** What belongs to a cluster, or may: everything that is not known to be of another one. */
function ofCluster<T>(byCluster: ReadonlyMap<Cluster, T> | undefined, cluster: Cluster): T[] {
  if (byCluster === undefined) return [];
  if (cluster === undefined) return [...byCluster.values()];
  return [byCluster.get(cluster), byCluster.get(undefined)].filter((entry) => entry !== undefined);
}

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function sameCluster(a: Located, b: Located): boolean {
  return (
    a.systemIdentifier === undefined ||
    b.systemIdentifier === undefined ||
    a.systemIdentifier === b.systemIdentifier
  );
}
