import { readdirSync } from 'node:fs';
import { joinPath } from '../../core/ground/paths';
import { lookAt } from '../lookAt';
import { nativePath } from '../nativePath';
import { candidates, logicalName } from './shardNames';

interface Listing {
  readonly modified: number;
  /** Files with another name than core knows; the first if several share a logical name. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The number of remembered directories: four thousand logs are 16 TB of WAL. */
const MOST_FOLDERS = 4096;

/**
 * Finds the files of archives that tools split into directories (`0000000100000005/`) or name with a checksum. It is
 * asked only about paths without a file, so that plain archives cost nothing. It blocks its thread: for workers and the
 * command line.
 */
export class ShardIndex {
  readonly #listings = new Map<string, Listing>();

  /** The path of the file that a logical path means, or undefined if there is none. */
  find(path: string): string | undefined {
    for (const { folder, name } of candidates(path)) {
      const same = joinPath(folder, name);
      if (same !== path && lookAt(same) !== undefined) return same;
      const renamed = this.#listing(folder)?.renamed.get(name);
      if (renamed !== undefined) return joinPath(folder, renamed);
    }
    return undefined;
  }

  #listing(folder: string): Listing | undefined {
    try {
      const modified = lookAt(folder)?.mtimeMs;
      if (modified === undefined) return undefined;
      const known = this.#listings.get(folder);
      if (known?.modified === modified) return known;
      const renamed = new Map<string, string>();
      for (const name of readdirSync(nativePath(folder)).sort()) {
        const logical = logicalName(name);
        if (logical !== name && !renamed.has(logical)) renamed.set(logical, name);
      }
      const listing = { modified, renamed };
      if (this.#listings.size >= MOST_FOLDERS) this.#listings.clear();
      this.#listings.set(folder, listing);
      return listing;
    } catch {
      return undefined;
    }
  }
}
