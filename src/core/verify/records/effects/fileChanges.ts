import type { FileNumber } from './droppedFiles';

/** What a range of WAL does to one file of a relation. */
export interface FileChange extends FileNumber {
  /** The WAL creates it, or its initialization fork: it may have been copied before it existed. */
  created: boolean;
  createdInit: boolean;
  /** A commit or abort removes it. */
  dropped: boolean;
  /** The fewest blocks to which it is truncated; infinite if it is not. */
  truncatedTo: number;
  /** One more than the highest block of it that the WAL changes. */
  blocks: number;
  /** The blocks that the WAL changes; undefined if they are many. */
  changed: Set<number> | undefined;
  /** The lowest block that replay makes from nothing but the WAL, by an image or by initializing it; infinite if it makes none. */
  firstRestored: number;
  /** Whether it is changed by records that do not say which block they change (up to 9.4). */
  changedAnywhere: boolean;
  /**
   * For a requested file, each block that the WAL changes, as it was when it was first changed; undefined for a page whose image cannot be read, or that has none.
   */
  pages: Map<number, Uint8Array | undefined> | undefined;
}

/** Of more blocks than this it is not kept which ones they are. */
const MOST_CHANGED = 64;

/** Notes that the WAL changes a block, and whether it initializes it. */
export function addBlock(change: FileChange, block: number, isRestored: boolean): void {
  if (block >= change.blocks) change.blocks = block + 1;
  if (isRestored && block < change.firstRestored) change.firstRestored = block;
  if (change.changed === undefined) return;
  change.changed.add(block);
  if (change.changed.size > MOST_CHANGED) change.changed = undefined;
}

/** Whether replay may change or make a block of a file; `change` is undefined if the WAL does nothing to it. */
export function mayChange(change: FileChange | undefined, block: number): boolean {
  if (change === undefined) return false;
  if (change.created || change.changedAnywhere || change.truncatedTo < Number.POSITIVE_INFINITY) return true;
  return change.changed?.has(block) ?? block < change.blocks;
}

/** What a range of WAL does to the files of relations. */
export class FileChanges {
  readonly #byFile = new Map<number, FileChange[]>();
  readonly #wanted: (file: FileNumber) => boolean;
  /** Most records change the same file as the one before. */
  #last: FileChange | undefined;

  /** @param wanted whether the pages of a file are to be kept */
  constructor(wanted: (file: FileNumber) => boolean) {
    this.#wanted = wanted;
  }

  find({ tablespace, database, file }: FileNumber): FileChange | undefined {
    return this.#byFile
      .get(file)
      ?.find((change) => change.tablespace === tablespace && change.database === database);
  }

  /** The change of a file, a new one if there is none yet. */
  of({ tablespace, database, file }: FileNumber): FileChange {
    const last = this.#last;
    if (last?.file === file && last.database === database && last.tablespace === tablespace) return last;
    const known = this.find({ tablespace, database, file });
    this.#last = known ?? this.#add({ tablespace, database, file });
    return this.#last;
  }

  /** Every tablespace in which a relation is surely changed: up to 9.4, not every record says for sure which file it changes. */
  tablespaces(): ReadonlySet<number> {
    const found = new Set<number>();
    for (const changes of this.#byFile.values())
      for (const { tablespace, blocks, created, createdInit } of changes)
        if (blocks > 0 || created || createdInit) found.add(tablespace);
    return found;
  }

  #add(number: FileNumber): FileChange {
    const change: FileChange = {
      ...number,
      created: false,
      createdInit: false,
      dropped: false,
      truncatedTo: Number.POSITIVE_INFINITY,
      blocks: 0,
      changed: new Set(),
      firstRestored: Number.POSITIVE_INFINITY,
      changedAnywhere: false,
      pages: this.#wanted(number) ? new Map<number, Uint8Array | undefined>() : undefined,
    };
    const others = this.#byFile.get(number.file);
    if (others === undefined) this.#byFile.set(number.file, [change]);
    else others.push(change);
    return change;
  }
}
