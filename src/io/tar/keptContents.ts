import { classifyWalFile } from '../../core/wal/fileName';
import { logicalName } from '../location/shardNames';
import { isCatalogFile } from './keptMembers';

/** Bytes of WAL, manifests and system catalogs from compressed tars that are in memory during a verification, of all tars together. */
const MOST_CONTENT = 256 * 1024 * 1024;

/**
 * Room for content that a verification needs more than once: with it, a compressed tar is decompressed once, however often its WAL is read. For content without room, the walk decompresses the tar again.
 */
export class ContentRoom {
  #left: number;

  constructor(most = MOST_CONTENT) {
    this.#left = most;
  }

  /** Memory for a whole file, which threads can share; undefined if it is not wanted, or too large. */
  take(path: string, size: number): Uint8Array | undefined {
    if (size === 0 || size > this.#left || !isWanted(path)) return undefined;
    this.#left -= size;
    return sharedBytes(size);
  }
}

export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

function isWanted(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const kind = classifyWalFile(logicalName(name))?.kind;
  return name === 'backup_manifest' || kind === 'segment' || kind === 'partial' || isCatalogFile(path);
}
