/** The most blocks that a record refers to (`XLR_MAX_BLOCK_ID`). */
const MOST_BLOCKS = 33;
const HEADER = 24;
const MAIN_DATA_SHORT = 255;
const MAIN_DATA_LONG = 254;
const ORIGIN = 253;
const TOP_LEVEL_XID = 252;
const HAS_IMAGE = 0x10;
const SAME_RELATION = 0x80;
const WILL_INITIALIZE = 0x40;
const HAS_HOLE = 0x01;

/** One block that a record changes. */
export interface BlockReference {
  tablespace: number;
  database: number;
  /** The number of the relation's file. */
  file: number;
  /** 0 is the table or index itself. */
  fork: number;
  block: number;
  /** Replay makes the page from nothing (`BKPBLOCK_WILL_INIT`). */
  initializes: boolean;
  /** Bytes of its image, 0 without one. */
  imageLength: number;
  imageInfo: number;
  holeOffset: number;
  /** 0 if the image has no hole; -1 if it is what the image lacks of a page. */
  holeLength: number;
  dataLength: number;
}

/**
 * The blocks that a record of 9.5 and later refers to (`DecodeXLogRecord`). The arrays are used again for each record, as
 * a backup's WAL has millions.
 */
export class BlockReferences {
  count = 0;
  readonly blocks: readonly BlockReference[] = Array.from({ length: MOST_BLOCKS }, emptyReference);
  /** Where the resource manager's own data are, and how many bytes; 0 without any. */
  mainAt = 0;
  mainLength = 0;
  #dataAt = 0;
  readonly #compressedFlags: number;

  /** @param magic of the WAL's pages: from 15 on an image says by what it is compressed */
  constructor(magic: number) {
    this.#compressedFlags = magic >= SINCE_15 ? 0x1c : 0x02;
  }

  /** False if the record's headers do not fit into it. */
  read(view: DataView, at: number, length: number): boolean {
    this.count = 0;
    this.mainLength = 0;
    const end = at + length;
    let next = at + HEADER;
    let data = 0;
    while (end - next > data) {
      const id = view.getUint8(next);
      if (id === MAIN_DATA_SHORT || id === MAIN_DATA_LONG) {
        const long = id === MAIN_DATA_LONG;
        if (next + (long ? 5 : 2) > end) return false;
        this.mainLength = long ? view.getUint32(next + 1, true) : view.getUint8(next + 1);
        next += long ? 5 : 2;
        data += this.mainLength;
        break;
      }
      if (id === ORIGIN) next += 3;
      else if (id === TOP_LEVEL_XID) next += 5;
      else {
        if (id >= MOST_BLOCKS || this.count >= MOST_BLOCKS || next + 8 > end) return false;
        const block = this.blocks[this.count];
        if (block === undefined) return false;
        next = this.#readBlock(view, next, block);
        data += block.imageLength + block.dataLength;
        this.count++;
      }
    }
    this.mainAt = end - this.mainLength;
    this.#dataAt = next;
    return next + data === end;
  }

  /** Where the image of one of its blocks begins in the view: images and data of the blocks follow each other. */
  imageAt(block: BlockReference): number {
    let at = this.#dataAt;
    for (const other of this.blocks) {
      if (other === block) break;
      at += other.imageLength + other.dataLength;
    }
    return at;
  }

  /** Where the next header begins. Never reads more than a few bytes after the record, which the next one has. */
  #readBlock(view: DataView, at: number, block: BlockReference): number {
    const flags = view.getUint8(at + 1);
    let next = at + 4;
    block.fork = flags & 0x0f;
    block.initializes = (flags & WILL_INITIALIZE) !== 0;
    block.dataLength = view.getUint16(at + 2, true);
    block.imageLength = 0;
    if ((flags & HAS_IMAGE) !== 0) next = this.#readImage(view, next, block);
    if ((flags & SAME_RELATION) === 0) {
      if (next + 16 > view.byteLength) return next;
      block.tablespace = view.getUint32(next, true);
      block.database = view.getUint32(next + 4, true);
      block.file = view.getUint32(next + 8, true);
      next += 12;
    } else copyRelation(this.blocks[this.count - 1], block);
    if (next + 4 > view.byteLength) return next;
    block.block = view.getUint32(next, true);
    return next + 4;
  }

  #readImage(view: DataView, at: number, block: BlockReference): number {
    if (at + 7 > view.byteLength) return at;
    const info = view.getUint8(at + 4);
    block.imageLength = view.getUint16(at, true);
    block.imageInfo = info;
    block.holeOffset = view.getUint16(at + 2, true);
    const hasHole = (info & HAS_HOLE) !== 0;
    if ((info & this.#compressedFlags) === 0) {
      block.holeLength = hasHole ? -1 : 0;
      return at + 5;
    }
    block.holeLength = hasHole ? view.getUint16(at + 5, true) : 0;
    return at + (hasHole ? 7 : 5);
  }
}

const SINCE_15 = 0xd110;

function copyRelation(from: BlockReference | undefined, to: BlockReference): void {
  to.tablespace = from?.tablespace ?? 0;
  to.database = from?.database ?? 0;
  to.file = from?.file ?? 0;
}

function emptyReference(): BlockReference {
  return {
    tablespace: 0,
    database: 0,
    file: 0,
    fork: 0,
    block: 0,
    initializes: false,
    imageLength: 0,
    imageInfo: 0,
    holeOffset: 0,
    holeLength: 0,
    dataLength: 0,
  };
}
