import { lookAt } from '../lookAt';
import { tarStore } from '../tar/tarStore';
import { ShardIndex } from './shardIndex';

/**
 * Leads from the paths that core knows to files. It looks at the file system in the thread that asks, so it is meant for
 * workers and the command line.
 */
export class Locator {
  readonly #shards = new ShardIndex();

  /** The path of the file that `path` means although nothing is at that path; undefined where there is none. */
  find(path: string): string | undefined {
    return this.#shards.find(path);
  }

  /** A path that a person can go to: that of the file which `path` means, and `path` itself where there is no other. */
  physicalPath(path: string): string {
    if (lookAt(path) !== undefined) return path;
    return this.find(path) ?? tarStore().split(path)?.tar ?? path;
  }
}

let own: Locator | undefined;

/** The one of this thread: what it has looked up is looked up once. */
export function locator(): Locator {
  own ??= new Locator();
  return own;
}
