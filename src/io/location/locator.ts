import { lookAt } from '../lookAt';
import { tarStore } from '../tar/tarStore';
import { ShardIndex } from './shardIndex';

/**
 * Maps the paths that core knows to files. It reads the file system in the calling thread, so it is for workers and the
 * command line.
 */
export class Locator {
  readonly #shards = new ShardIndex();

  /** The path of the file that `path` means if nothing is at `path` itself; undefined if there is none. */
  find(path: string): string | undefined {
    return this.#shards.find(path);
  }

  /** A path that a person can open: that of the file which `path` means, otherwise `path` itself. */
  physicalPath(path: string): string {
    if (lookAt(path) !== undefined) return path;
    return this.find(path) ?? tarStore().split(path)?.tar ?? path;
  }
}

let own: Locator | undefined;

/** The locator of this thread, so that nothing is looked up twice. */
export function locator(): Locator {
  own ??= new Locator();
  return own;
}
