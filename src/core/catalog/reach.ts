import { stepsUp } from './paths';

/** Something that lies somewhere and belongs to a cluster, as far as that is known. */
export interface Located {
  readonly path: string;
  readonly systemIdentifier: bigint | undefined;
}

export interface LocatedArchive extends Located {
  /** Named by a setting or option: it serves every set. */
  readonly explicit: boolean;
}

/**
 * Which archives serve a set. Several copies of one cluster's archive may lie in a workspace, each beside its own
 * backup, and a segment that is missing beside a backup must not be lent from a stranger. So an archive serves the sets
 * that are nearest to it in the folder tree; a set always uses the nearest archives that it has; archives that were
 * named explicitly serve all. Archives known to be of another cluster never serve. Nearest first.
 */
export class Reach<A extends LocatedArchive> {
  readonly #archives: readonly A[];
  readonly #nearestSet: ReadonlyMap<A, number>;

  constructor(archives: readonly A[], sets: readonly Located[]) {
    this.#archives = archives;
    this.#nearestSet = new Map(
      archives.map((archive) => {
        const own = sets.filter((set) => sameCluster(set, archive));
        return [archive, Math.min(...own.map((set) => stepsUp(set.path, archive.path)))] as const;
      }),
    );
  }

  archivesFor(set: Located): A[] {
    const near = this.#archives
      .filter((archive) => sameCluster(set, archive))
      .map((archive) => ({ archive, steps: stepsUp(set.path, archive.path) }))
      .sort((a, b) => a.steps - b.steps || (a.archive.path < b.archive.path ? -1 : 1));
    const closest = near.find(({ archive }) => !archive.explicit)?.steps;
    return near
      .filter(
        ({ archive, steps }) =>
          archive.explicit || steps === closest || steps <= (this.#nearestSet.get(archive) ?? steps),
      )
      .map(({ archive }) => archive);
  }

  /** Archives of the same cluster that exist but do not serve this set. */
  archivesElsewhere(set: Located): A[] {
    const serving = new Set(this.archivesFor(set));
    return this.#archives.filter((archive) => sameCluster(set, archive) && !serving.has(archive));
  }
}

function sameCluster(a: Located, b: Located): boolean {
  return (
    a.systemIdentifier === undefined ||
    b.systemIdentifier === undefined ||
    a.systemIdentifier === b.systemIdentifier
  );
}
