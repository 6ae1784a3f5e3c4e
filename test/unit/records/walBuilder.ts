import { magicOfVersion, overwriteFlag, recordFormat } from '../../../src/core/wal/recordFormat';
import type { RecordFormat } from '../../../src/core/wal/recordFormat';
import { updateCrc32c, updateLegacyCrc } from '../../../src/core/formats/crc';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { segmentStartLsn, walGeometry } from '../../../src/core/wal/geometry';
import type { SegmentReader, SegmentSource } from '../../../src/core/wal/segmentSource';

export const PAGE = 8192;
export const SEGMENT = 1024 * 1024;
export const SYSTEM = 0x6b021e316b0bbffbn;

export interface RecordInput {
  readonly manager: number;
  readonly info: number;
  readonly payload: Uint8Array;
  /** The transaction that wrote it. */
  readonly xid?: number;
  /** Headers of the blocks that it changes, and what it holds of them: from 9.5 on before, up to 9.4 after its own data. */
  readonly blocks?: { readonly headers: Uint8Array; readonly data: Uint8Array };
}

export interface WrittenRecord {
  readonly lsn: bigint;
  readonly end: bigint;
  readonly input: RecordInput;
}

/**
 * Writes WAL as a server of any version does, from a description of its records: an independent second implementation
 * of the layout, for tests. One byte after the other, without regard for speed.
 */
export class WalBuilder {
  readonly format: RecordFormat;
  readonly magic: number;
  readonly geometry: WalGeometry;
  readonly segments = new Map<number, Uint8Array>();
  readonly records: WrittenRecord[] = [];
  timeline = 1;
  #segment: number;
  #offset = 0;
  #prev: bigint;

  constructor(version: number, firstSegment = 1, segmentSize = SEGMENT) {
    this.magic = magicOfVersion(version) ?? 0;
    this.format = recordFormat(this.magic);
    this.geometry = walGeometry(segmentSize, version);
    this.#segment = firstSegment;
    this.#prev = 0x28n;
    this.#nextPage(0);
  }

  /** Where the next record begins. */
  get position(): bigint {
    this.#settle();
    return segmentStartLsn(this.#segment, this.geometry) + BigInt(this.#offset);
  }

  append(input: RecordInput): WrittenRecord {
    const lsn = this.position;
    const bytes = this.#encode(input);
    this.#write(bytes);
    const end = this.#endPosition();
    const record = { lsn, end, input };
    this.records.push(record);
    this.#prev = lsn;
    return record;
  }

  /** A WAL switch: it ends at the end of the segment. */
  switchSegment(): WrittenRecord {
    const record = this.append({ manager: 0, info: 0x40, payload: new Uint8Array(0) });
    const { segmentSize } = this.geometry;
    if (this.#offset !== 0) this.#offset = segmentSize;
    const end = segmentStartLsn(this.#segment, this.geometry) + BigInt(this.#offset);
    const ended = { ...record, end };
    this.records[this.records.length - 1] = ended;
    return ended;
  }

  /**
   * Begins a record, abandons it at the end of a page, after `fullPages` more of them, and continues with the record
   * that says so, or that says `otherwise`.
   */
  abandon(input: RecordInput, otherwise?: Uint8Array, fullPages = 0): WrittenRecord {
    const lsn = this.position;
    const bytes = this.#encode(input);
    const end = this.#endPosition() - (this.#endPosition() % BigInt(PAGE)) + BigInt(PAGE * (1 + fullPages));
    for (let done = 0; this.#endPosition() < end;) {
      if (this.#offset === this.geometry.segmentSize || (this.#offset % PAGE === 0 && this.#offset > 0))
        this.#nextPage(bytes.length - done);
      const room = PAGE - (this.#offset % PAGE);
      this.#current().set(bytes.subarray(done, done + room), this.#offset);
      this.#offset += room;
      done += room;
    }
    this.#nextPage(0);
    this.#page().setUint16(2, this.#page().getUint16(2, true) | overwriteFlag(this.magic), true);
    const payload = new Uint8Array(16);
    payload.set(otherwise ?? this.lsnBytes(lsn));
    return this.append({ manager: 0, info: 0xd0, payload });
  }

  source(): SegmentSource {
    return {
      open: (_timeline, segment) => {
        const bytes = this.segments.get(segment);
        if (bytes === undefined) return Promise.resolve({ code: 'missing-segment', args: {} });
        return Promise.resolve(readerOf(bytes));
      },
    };
  }

  /** Bytes of a location, as a payload stores them. */
  lsnBytes(lsn: bigint): Uint8Array {
    const bytes = new Uint8Array(8);
    this.#putLsn(new DataView(bytes.buffer), 0, lsn);
    return bytes;
  }

  #encode({ manager, info, payload, blocks, xid = 0 }: RecordInput): Uint8Array {
    const { format } = this;
    const { headers = NOTHING, data: stored = NOTHING } = blocks ?? {};
    const body =
      format.family === '9.5'
        ? joined(headers, dataHeader(payload), stored, payload)
        : joined(payload, headers, stored);
    const bytes = new Uint8Array(format.recordHeader + body.length);
    bytes.set(body, format.recordHeader);
    const view = new DataView(bytes.buffer);
    view.setUint32(format.totalLength, bytes.length, true);
    if (format.family !== '9.5') view.setUint32(format.family === '9.0' ? 20 : 8, payload.length, true);
    view.setUint32(format.prevLow, Number(this.#prev & 0xffffffffn), true);
    view.setUint32(format.prevHigh, Number(this.#prev >> 32n), true);
    view.setUint32(format.family === '9.0' ? 12 : 4, xid, true);
    bytes[format.info] = info;
    bytes[format.resourceManager] = manager;
    const update = format.family === '9.5' ? updateCrc32c : updateLegacyCrc;
    const data = update(0xffffffff, bytes, format.recordHeader);
    const sum = update(data, bytes, format.crcFrom, format.crcTo) ^ 0xffffffff;
    view.setUint32(format.crc, sum >>> 0, true);
    return bytes;
  }

  #write(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      if (this.#offset === this.geometry.segmentSize || (this.#offset % PAGE === 0 && this.#offset > 0))
        this.#nextPage(bytes.length - done);
      const room = PAGE - (this.#offset % PAGE);
      const piece = bytes.subarray(done, done + room);
      this.#current().set(piece, this.#offset);
      this.#offset += piece.length;
      done += piece.length;
    }
    this.#offset = (this.#offset + 7) & ~7;
  }

  #endPosition(): bigint {
    return segmentStartLsn(this.#segment, this.geometry) + BigInt(this.#offset);
  }

  /** Moves past a page's end to where a record can begin. */
  #settle(): void {
    const left = PAGE - (this.#offset % PAGE);
    if (left === PAGE && this.#offset > 0) this.#nextPage(0);
    else if (left < this.format.leastStart) {
      this.#offset += left;
      this.#nextPage(0);
    }
  }

  #nextPage(remaining: number): void {
    if (this.#offset === this.geometry.segmentSize) {
      this.#segment++;
      this.#offset = 0;
    }
    const { format } = this;
    const long = this.#offset === 0;
    const page = this.#page();
    page.setUint16(0, this.magic, true);
    page.setUint16(2, (long ? 2 : 0) | (remaining > 0 ? 1 : 0), true);
    page.setUint32(4, this.timeline, true);
    this.#putLsn(page, 8, segmentStartLsn(this.#segment, this.geometry) + BigInt(this.#offset));
    const short = format.shortPageHeader;
    if (long) {
      page.setBigUint64(short, SYSTEM, true);
      page.setUint32(short + 8, this.geometry.segmentSize, true);
      page.setUint32(short + 12, PAGE, true);
    }
    let header = long ? format.longPageHeader : short;
    if (format.family !== '9.0') page.setUint32(16, remaining, true);
    else if (remaining > 0) {
      page.setUint32(header, remaining, true);
      header += 4;
    }
    this.#offset += header;
  }

  #putLsn(view: DataView, at: number, lsn: bigint): void {
    const swapped = this.format.family === '9.0';
    view.setUint32(at + (swapped ? 4 : 0), Number(lsn & 0xffffffffn), true);
    view.setUint32(at + (swapped ? 0 : 4), Number(lsn >> 32n), true);
  }

  #current(): Uint8Array {
    let bytes = this.segments.get(this.#segment);
    if (bytes === undefined) {
      bytes = new Uint8Array(this.geometry.segmentSize);
      this.segments.set(this.#segment, bytes);
    }
    return bytes;
  }

  #page(): DataView {
    const bytes = this.#current();
    return new DataView(bytes.buffer, this.#offset - (this.#offset % PAGE), PAGE);
  }
}

const NOTHING = new Uint8Array(0);

function dataHeader(payload: Uint8Array): Uint8Array {
  if (payload.length === 0) return NOTHING;
  if (payload.length < 256) return Uint8Array.of(255, payload.length);
  const bytes = Uint8Array.of(254, 0, 0, 0, 0);
  new DataView(bytes.buffer).setUint32(1, payload.length, true);
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A reader over content that is already in memory. */
function readerOf(content: Uint8Array): SegmentReader {
  let at = 0;
  return {
    size: content.length,
    read(into) {
      const piece = content.subarray(at, at + into.length);
      into.set(piece);
      at += piece.length;
      return Promise.resolve(piece.length);
    },
    finish: () => Promise.resolve(content.length),
    close: () => Promise.resolve(),
  };
}
