/** One file in the server's WAL directory. */
export interface WalFolderEntry {
  readonly name: string;
  /** Bytes; absent up to 9.6. */
  readonly size?: number;
  /** ISO 8601, UTC; absent up to 9.6. */
  readonly modified?: string;
}

/** Reads files below the server's data directory through a session of its own. Close it when done. */
export interface ServerFiles {
  readonly walFolder: 'pg_wal' | 'pg_xlog';
  /** Everything in the WAL directory, by name. */
  listWal(signal: AbortSignal): Promise<readonly WalFolderEntry[]>;
  /**
   * At most `length` bytes (1 to 16 MB) from `offset`; fewer at the end of the file, none after it. `path` is relative
   * to the data directory, without `..`. Undefined if there is no such file.
   */
  read(path: string, offset: number, length: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** The whole file in chunks of at most 1 MB; throws `server` if there is no such file. */
  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
