import { isFailure, type ReadFailure } from '../../core/ground/ports';
import type { ByteSource } from './byteSource';
import { openTar, sourceOf, type TarFile } from './tarFile';

/** Bytes of the last member that are kept, because the next reader often begins with the same one. */
const MOST_KEPT = 32 * 1024 * 1024;
const PIECE = 256 * 1024;
/** A tar without readers is closed: a deleted file that is open keeps its space. */
const IDLE_MS = 10_000;

/**
 * A position in a compressed tar, which can only be read from its beginning. A reader of members in their order
 * decompresses it once. Going back starts over.
 */
class CompressedCursor {
  readonly tar: string;
  /** Whether it is in use. */
  busy = false;
  #file: TarFile | undefined;
  #source: (ByteSource & { close?(): unknown }) | undefined;
  /** The pieces of the member at `#start` that were read. */
  #start = 0;
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(tar: string) {
    this.tar = tar;
  }

  /** The bytes from `offset` on, `size` of them or fewer if the tar ends. Rejects if decompression does. */
  async *read(offset: number, size: number): AsyncGenerator<Uint8Array> {
    this.busy = true;
    clearTimeout(this.#idle);
    try {
      let left = size;
      for await (const piece of this.#pieces(offset, size)) {
        left -= piece.length;
        yield piece;
        if (left <= 0) return;
      }
    } finally {
      this.busy = false;
      this.#idle = setTimeout(() => void this.close(), IDLE_MS);
      this.#idle.unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const [source, file] = [this.#source, this.#file];
    this.#source = this.#file = undefined;
    await source?.close?.();
    file?.close();
  }

  async *#pieces(offset: number, size: number): AsyncGenerator<Uint8Array> {
    const begun = this.#source !== undefined && this.#start === offset;
    if (begun && this.#source?.position === offset + this.#keptBytes) yield* [...this.#kept];
    else await this.#goTo(offset);
    const end = offset + size;
    for (let source = this.#source; source !== undefined && source.position < end; source = this.#source) {
      const piece = await source.piece(Math.min(PIECE, end - source.position));
      if (piece.length === 0) return;
      this.#keep(piece);
      yield piece;
    }
  }

  #keep(piece: Uint8Array): void {
    if (this.#keptBytes + piece.length > MOST_KEPT) return;
    this.#kept.push(piece);
    this.#keptBytes += piece.length;
  }

  async #goTo(offset: number): Promise<void> {
    if (this.#source === undefined || this.#source.position > offset) {
      await this.close();
      const file = openTar(this.tar);
      if (isFailure(file)) throw new TarGone(file);
      this.#file = file;
      this.#source = sourceOf(file);
    }
    this.#start = offset;
    this.#kept = [];
    this.#keptBytes = 0;
    if (this.#source !== undefined) await this.#source.skip(offset - this.#source.position);
  }
}

/** The tar can no longer be opened. `code` is the system's. */
class TarGone extends Error {
  readonly code: string;

  constructor({ code }: ReadFailure) {
    super(`tar: ${code}`);
    this.code = code;
  }
}

const cursors: CompressedCursor[] = [];
const MOST_CURSORS = 3;

/** An unused cursor, preferably one in the same tar. */
export function cursorFor(tar: string): CompressedCursor {
  const free = cursors.find((cursor) => cursor.tar === tar && !cursor.busy);
  if (free !== undefined) return free;
  const cursor = new CompressedCursor(tar);
  cursors.push(cursor);
  const idle = cursors.length > MOST_CURSORS ? cursors.findIndex(({ busy }) => !busy) : -1;
  const [dropped] = idle >= 0 && cursors[idle] !== cursor ? cursors.splice(idle, 1) : [];
  void dropped?.close();
  return cursor;
}
