import { joinPath } from '../../ground/paths';
import { type DirectoryEntry, type FileTree, isFailure } from '../../ground/ports';
import type { IgnoreList } from './ignoreList';

/** Receives everything below a data directory. Paths are relative to it, '' is the directory itself. */
export interface FileWitness {
  file(path: string, size: number): void;
  /** A pipe, a socket, a device. */
  irregular(path: string): void;
  directory(path: string): void;
  /** A name that leads nowhere (such as a broken link), or a file or directory that cannot be read. */
  unreadable(path: string, kind: 'file' | 'directory' | 'link', code: string): void;
  /** A link back to a directory that contains it, or one too many to the same directory; it is not entered. */
  loop(path: string): void;
}

interface Directory {
  /** Relative path, '' for the data directory itself. */
  readonly path: string;
  /** With links resolved. */
  readonly real: string;
  readonly parent: Directory | undefined;
}

/** A data directory is five levels deep; links cannot make it endless. */
const MAX_DEPTH = 64;
/** More links to one directory than any server has; each is walked, and each could contain others. */
const MOST_LINKS_TO_ONE = 16;

/** Walks everything below `root` that is not ignored, following links, in no particular order. Never throws. */
export async function walkFiles(
  tree: FileTree,
  root: string,
  ignored: IgnoreList,
  witness: FileWitness,
  signal: AbortSignal | undefined,
): Promise<void> {
  await new Walk(tree, root, ignored, witness, signal).run();
}

class Walk {
  readonly #tree: FileTree;
  readonly #root: string;
  readonly #ignored: IgnoreList;
  readonly #witness: FileWitness;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting: Directory[] = [];
  readonly #linksTo = new Map<string, number>();

  constructor(
    tree: FileTree,
    root: string,
    ignored: IgnoreList,
    witness: FileWitness,
    signal: AbortSignal | undefined,
  ) {
    this.#tree = tree;
    this.#root = root;
    this.#ignored = ignored;
    this.#witness = witness;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    const real = await this.#tree.realPath(this.#root);
    this.#waiting.push({ path: '', real: isFailure(real) ? this.#root : real, parent: undefined });
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      if (this.#signal?.aborted === true) return;
      await this.#directory(next);
    }
  }

  async #directory(directory: Directory): Promise<void> {
    for await (const batch of this.#tree.list(this.#full(directory.path))) {
      if (this.#signal?.aborted === true) return;
      if (isFailure(batch)) this.#witness.unreadable(directory.path, 'directory', batch.code);
      else await Promise.all(batch.map((entry) => this.#entry(directory, entry)));
    }
  }

  async #entry(directory: Directory, { name, kind }: DirectoryEntry): Promise<void> {
    const path = directory.path === '' ? name : `${directory.path}/${name}`;
    if (this.#ignored.covers(path)) return;
    if (kind === 'directory') return this.#enter(directory, path, name);
    if (kind === 'other') {
      this.#witness.irregular(path);
      return;
    }
    const facts = await this.#tree.stat(this.#full(path));
    if (isFailure(facts)) this.#witness.unreadable(path, kind, facts.code);
    else if (facts.kind === 'file') this.#witness.file(path, facts.size);
    else if (facts.kind === 'directory') await this.#enter(directory, path, name);
    else this.#witness.irregular(path);
  }

  async #enter(parent: Directory, path: string, name: string): Promise<void> {
    const found = await this.#tree.realPath(this.#full(path));
    if (isFailure(found)) {
      this.#witness.unreadable(path, 'directory', found.code);
      return;
    }
    const child = { path, real: found, parent };
    const linked = found !== joinPath(parent.real, name);
    if (linked && this.#countLinkAndTestLoop(child)) {
      this.#witness.loop(path);
      return;
    }
    this.#witness.directory(path);
    this.#waiting.push(child);
  }

  #countLinkAndTestLoop({ real, parent }: Directory): boolean {
    const links = (this.#linksTo.get(real) ?? 0) + 1;
    this.#linksTo.set(real, links);
    let depth = 1;
    for (let above = parent; above !== undefined; above = above.parent) {
      if (above.real === real) return true;
      depth++;
    }
    return depth > MAX_DEPTH || links > MOST_LINKS_TO_ONE;
  }

  #full(path: string): string {
    return path === '' ? this.#root : joinPath(this.#root, path);
  }
}
