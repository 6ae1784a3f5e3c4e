import type { RecordFormat } from '../../../wal/recordFormat';
import type { FileNumber } from './droppedFiles';

/** The image of a block in a record of 9.4 or older (`BkpBlock`). */
export interface OldImage extends FileNumber {
  readonly fork: number;
  readonly block: number;
  /** The page, as it was before the record. */
  readonly page: () => Uint8Array;
}

const PAGE = 8192;
const IMAGE_HEADER = 24;
const FIRST_OF_RELATIONS = 9;
const HASH = 12;

/**
 * Whether the own data of a record of 9.4 or older begin with the file that it changes: those of the resource managers
 * of tables, indexes and sequences (Heap2, Heap, Btree, Gin, Gist, Sequence, SP-GiST) do, except for a few that change
 * no file; those then name one that no relation has.
 */
export function mayBeginWithFile(manager: number, dataLength: number): boolean {
  return manager >= FIRST_OF_RELATIONS && manager !== HASH && dataLength >= 12;
}

/** The images after a record's own data; their count is in the lower bits of `info`. Stops where they do not fit. */
export function* imagesUpTo94(
  view: DataView,
  at: number,
  length: number,
  info: number,
  from: number,
  family: RecordFormat['family'],
): Generator<OldImage> {
  // Up to 9.2 the lowest bit says that the images may be left out of an archive.
  const bits = family === '9.0' ? info & 0x0e : info & 0x0f;
  let next = from;
  for (let bit = 0x08; bit > 0; bit >>= 1) {
    if ((bits & bit) === 0) continue;
    if (next + IMAGE_HEADER > at + length) return;
    const holeOffset = view.getUint16(next + 20, true);
    const holeLength = view.getUint16(next + 22, true);
    const begin = next + IMAGE_HEADER;
    const stored = PAGE - holeLength;
    if (stored < 0 || holeOffset > stored || begin + stored > at + length) return;
    yield {
      tablespace: view.getUint32(next, true),
      database: view.getUint32(next + 4, true),
      file: view.getUint32(next + 8, true),
      fork: view.getInt32(next + 12, true),
      block: view.getUint32(next + 16, true),
      page: () => {
        const page = new Uint8Array(PAGE);
        const bytes = new Uint8Array(view.buffer, view.byteOffset + begin, stored);
        page.set(bytes.subarray(0, holeOffset));
        page.set(bytes.subarray(holeOffset), holeOffset + holeLength);
        return page;
      },
    };
    next = begin + stored;
  }
}
