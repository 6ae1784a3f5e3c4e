import { isFailure, type ReadFailure } from '../../core/ground/ports';
import { type OpenDescriptor, openRegularNow } from '../regularFile';
import { cursorFor } from '../tar/compressedCursor';
import { entryFor } from '../tar/entryInTar';
import { tarStore } from '../tar/tarStore';
import { locator } from './locator';

/** Where the stored bytes are of a file that is not at its path. */
export type StoredFile =
  /** A part of an open file; `file` is the path that a person can open. */
  | { readonly kind: 'range'; readonly file: string; readonly opened: OpenDescriptor }
  /** A member of a decompressed tar. */
  | {
      readonly kind: 'stream';
      readonly file: string;
      readonly size: number;
      readonly bytes: AsyncGenerator<Uint8Array>;
    };

const PIECE = 512 * 1024;

/** Copies, because not every reader accepts memory that threads share. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* piecesOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += PIECE) yield content.slice(at, at + PIECE);
}

/** Finds a file that is not at its path: in a shard, or in a tar. */
export async function locateFile(path: string, failure: ReadFailure): Promise<StoredFile | ReadFailure> {
  const found = locator().find(path);
  if (found !== undefined) {
    const opened = openRegularNow(found);
    return isFailure(opened) ? opened : { kind: 'range', file: found, opened };
  }
  const split = tarStore().split(path);
  if (split === undefined || split.inner === '') return failure;
  const { tar: file, inner } = split;
  const index = await tarStore().index(file, undefined);
  if (isFailure(index)) return index;
  const entry = entryFor(index, inner);
  if (entry === undefined) return { failed: true, code: 'ENOENT' };
  const { offset, size, content } = entry;
  if (content !== undefined) return { kind: 'stream', file, size, bytes: piecesOf(content) };
  if (offset === undefined) return { failed: true, code: 'ENOTSUP' };
  if (index.compression !== 'plain') {
    return { kind: 'stream', file, size, bytes: cursorFor(file).read(offset, size) };
  }
  const tar = openRegularNow(file);
  if (isFailure(tar)) return tar;
  return { kind: 'range', file, opened: { descriptor: tar.descriptor, start: offset, size } };
}
