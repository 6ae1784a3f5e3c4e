import { joinPath } from '../../../ground/paths';
import { type FileTree, isFailure } from '../../../ground/ports';

const NAME = /^(INCREMENTAL\.)?([1-9]\d{0,9})(?:\.([1-9]\d{0,5})|_(init|fsm|vm))?$/;

/** The relation files of one directory, by their numbers. */
export interface RelationFiles {
  readonly directory: string;
  /** Files that are there, whole or as the part of an incremental backup that changed. */
  readonly first: ReadonlySet<number>;
  readonly incremental: ReadonlySet<number>;
  /** The numbers of their further segments, in no order. */
  readonly segments: ReadonlyMap<number, readonly number[]>;
  /** Initialization forks of unlogged relations, free space maps and visibility maps. */
  readonly init: ReadonlySet<number>;
  readonly fsm: ReadonlySet<number>;
  readonly vm: ReadonlySet<number>;
}

/** Lists the relation files of a directory. A text says why it cannot be listed: the system's name of the reason. */
export async function listRelationFiles(tree: FileTree, directory: string): Promise<RelationFiles | string> {
  const forks = { init: new Set<number>(), fsm: new Set<number>(), vm: new Set<number>() };
  const first = new Set<number>();
  const incremental = new Set<number>();
  const segments = new Map<number, number[]>();
  for await (const batch of tree.list(directory)) {
    if (isFailure(batch)) return batch.code;
    for (const { name, kind } of batch) {
      const match = kind === 'file' ? NAME.exec(name) : null;
      if (match === null) continue;
      const [, part, number, segment, fork] = match;
      const file = Number(number);
      if (part !== undefined) incremental.add(file);
      else if (fork !== undefined) forks[fork as keyof typeof forks].add(file);
      else if (segment === undefined) first.add(file);
      else add(segments, file, Number(segment));
    }
  }
  return { directory, first, incremental, segments, ...forks };
}

function add(segments: Map<number, number[]>, file: number, segment: number): void {
  const known = segments.get(file);
  if (known === undefined) segments.set(file, [segment]);
  else known.push(segment);
}

/** The size of one segment of a relation. */
export interface SegmentSize {
  /** 0 for the file without a suffix, 1 for `.1`. */
  readonly segment: number;
  readonly size: number;
}

/** Looks at the sizes of a relation's segments, the first one first; undefined if one of them cannot be looked at. */
export async function segmentSizes(
  tree: FileTree,
  { directory, segments }: RelationFiles,
  file: number,
): Promise<readonly SegmentSize[] | undefined> {
  const path = joinPath(directory, String(file));
  const first = await tree.stat(path);
  if (isFailure(first)) return undefined;
  const sizes = [{ segment: 0, size: first.size }];
  const further = segments.get(file);
  if (further === undefined) return sizes;
  for (const segment of further.toSorted((a, b) => a - b)) {
    const facts = await tree.stat(`${path}.${String(segment)}`);
    if (isFailure(facts)) return undefined;
    sizes.push({ segment, size: facts.size });
  }
  return sizes;
}
