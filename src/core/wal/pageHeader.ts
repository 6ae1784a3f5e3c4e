import { type Lsn, readLsn } from '../ground/lsn';
import { isSegmentSize } from './geometry';

/** The three layouts of WAL, by the first version of each: up to 9.2, 9.3 and 9.4, from 9.5. */
export type WalFamily = '9.0' | '9.3' | '9.5';

/**
 * Bytes of the header of a page that is not the first of its segment, which is a multiple of 8 without padding. No record
 * begins within it, and up to 9.2 records do begin at 16: on the pages of real 9.2 segments that continue no record.
 */
export const SHORT_PAGE_HEADER: Readonly<Record<WalFamily, number>> = { '9.0': 16, '9.3': 24, '9.5': 24 };

/** The header of every WAL page. */
export interface WalPageHeader {
  readonly magic: number;
  readonly family: WalFamily;
  /** `server_version_num` of the major version; undefined for a magic number that is not in the table. */
  readonly versionNum: number | undefined;
  readonly longHeader: boolean;
  /** The timeline that was being written when the page was begun: after a switch inside a page, the parent's. */
  readonly timeline: number;
  /** Location of the page's first byte. */
  readonly pageAddress: Lsn;
  /** Size of this header in bytes. */
  readonly headerSize: number;
}

/** The header of the first page of a segment. */
export interface LongPageHeader extends WalPageHeader {
  readonly systemIdentifier: bigint;
  /** Bytes, as written; see `isSegmentSize`. */
  readonly segmentSize: number;
  /** Bytes of a WAL page. */
  readonly blockSize: number;
}

export type PageHeaderProblem =
  | 'truncated'
  | 'all-zero'
  | 'bad-magic'
  | 'big-endian'
  | 'no-long-header'
  | 'bad-segment-size'
  | 'bad-block-size';

/** A header, or why there is none. */
export type PageHeaderResult<T> =
  | { readonly header: T; readonly problem: undefined }
  | { readonly header: undefined; readonly problem: PageHeaderProblem };

/** The size of the longest header, in bytes. */
export const LONGEST_PAGE_HEADER = 40;

const MAGICS: ReadonlyMap<number, number> = new Map([
  [0xd064, 90000],
  [0xd066, 90100],
  [0xd071, 90200],
  [0xd075, 90300],
  [0xd07e, 90400],
  [0xd087, 90500],
  [0xd093, 90600],
  [0xd097, 100000],
  [0xd098, 110000],
  [0xd101, 120000],
  [0xd106, 130000],
  [0xd10d, 140000],
  [0xd110, 150000],
  [0xd113, 160000],
  [0xd115, 170000],
  [0xd116, 170000],
  [0xd118, 180000],
  [0xd119, 190000],
  [0xd120, 190000],
  [0xd121, 190000],
]);
const OLDEST_MAGIC = 0xd05e;
const NEWEST_MAGIC = 0xd1ff;
const LAST_SPLIT_MAGIC = 0xd071;
const LAST_OLD_RECORD_MAGIC = 0xd07e;

/** The bit of the page flags (`xlp_info`) that the first page of a segment has. */
export const PAGE_LONG_HEADER = 0x0002;

/** The major version (`server_version_num`) that writes a magic number; undefined if the table has none. */
export function versionOfMagic(magic: number): number | undefined {
  return MAGICS.get(magic);
}

/** The layout for a magic number, known or not: unknown ones are placed by their order among the known. */
export function familyOfMagic(magic: number): WalFamily {
  if (magic <= LAST_SPLIT_MAGIC) return '9.0';
  return magic <= LAST_OLD_RECORD_MAGIC ? '9.3' : '9.5';
}

/**
 * Reads the header at the start of a segment. An unknown magic number in the range that PostgreSQL uses is read by its
 * family. A page of zeros (the end of written WAL) is distinguished from a damaged one.
 */
export function parseLongPageHeader(bytes: Uint8Array): PageHeaderResult<LongPageHeader> {
  const short = parseShortPageHeader(bytes);
  if (short.header === undefined) return short;
  if (!short.header.longHeader) return { header: undefined, problem: 'no-long-header' };
  const at = SHORT_PAGE_HEADER[short.header.family];
  if (bytes.length < at + 16) return { header: undefined, problem: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header: LongPageHeader = {
    ...short.header,
    headerSize: at + 16,
    systemIdentifier: view.getBigUint64(at, true),
    segmentSize: view.getUint32(at + 8, true),
    blockSize: view.getUint32(at + 12, true),
  };
  if (!isSegmentSize(header.segmentSize)) return { header: undefined, problem: 'bad-segment-size' };
  if (!isBlockSize(header.blockSize)) return { header: undefined, problem: 'bad-block-size' };
  return { header, problem: undefined };
}

/** Reads what the headers of all pages have in common; the extra fields of a long header are ignored. */
export function parseShortPageHeader(bytes: Uint8Array): PageHeaderResult<WalPageHeader> {
  if (bytes.length < 16) return { header: undefined, problem: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint16(0, true);
  if (!inRange(magic)) return { header: undefined, problem: badMagic(bytes, view) };
  const family = familyOfMagic(magic);
  const shortSize = SHORT_PAGE_HEADER[family];
  if (bytes.length < shortSize) return { header: undefined, problem: 'truncated' };
  const longHeader = (view.getUint16(2, true) & PAGE_LONG_HEADER) !== 0;
  const header: WalPageHeader = {
    magic,
    family,
    versionNum: versionOfMagic(magic),
    longHeader,
    timeline: view.getUint32(4, true),
    pageAddress: readLsn(view, 8, family === '9.0'),
    headerSize: longHeader ? shortSize + 16 : shortSize,
  };
  return { header, problem: undefined };
}

function inRange(magic: number): boolean {
  return magic >= OLDEST_MAGIC && magic <= NEWEST_MAGIC;
}

function badMagic(bytes: Uint8Array, view: DataView): PageHeaderProblem {
  if (bytes.subarray(0, LONGEST_PAGE_HEADER).every((byte) => byte === 0)) return 'all-zero';
  return inRange(view.getUint16(0, false)) ? 'big-endian' : 'bad-magic';
}

function isBlockSize(bytes: number): boolean {
  return bytes >= 1024 && bytes <= 65536 && (bytes & (bytes - 1)) === 0;
}
