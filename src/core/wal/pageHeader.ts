import { type Lsn, readLsn } from '../ground/lsn';
import { isSegmentSize } from './geometry';

/** The three layouts of WAL: up to 9.2, 9.3 and 9.4, from 9.5. */
export type WalFamily = '9.2' | '9.3' | '9.5';

/** The header of every WAL page. */
export interface WalPageHeader {
  readonly magic: number;
  readonly family: WalFamily;
  /** `server_version_num` of the major version; undefined for a magic number that is not in the table. */
  readonly versionNum: number | undefined;
  readonly info: PageFlags;
  /** The timeline that was being written when the page was begun: after a switch inside a page, the parent's. */
  readonly timeline: number;
  /** Location of the page's first byte. */
  readonly pageAddress: Lsn;
  /** Bytes of a record that continues from the previous page; undefined up to 9.2, where this is after the header. */
  readonly remainingLength: number | undefined;
  /** Size of this header in bytes. */
  readonly headerSize: number;
}

export interface PageFlags {
  /** All 16 bits as written. */
  readonly bits: number;
  readonly firstIsContinuation: boolean;
  readonly longHeader: boolean;
  readonly overwriteContinuation: boolean;
  /** True if a bit is set that this version does not have. */
  readonly unknownBits: boolean;
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
const FIRST_19_MAGIC = 0xd11c;
const FIRST_IS_CONTINUATION = 0x0001;
const LONG_HEADER = 0x0002;

/** The major version (`server_version_num`) that writes a magic number; undefined if the table has none. */
export function versionOfMagic(magic: number): number | undefined {
  return MAGICS.get(magic);
}

/** The layout for a magic number, known or not: unknown ones are placed by their order among the known. */
function familyOfMagic(magic: number): WalFamily {
  if (magic <= LAST_SPLIT_MAGIC) return '9.2';
  return magic <= LAST_OLD_RECORD_MAGIC ? '9.3' : '9.5';
}

/**
 * Reads the header at the start of a segment. An unknown magic number in the range that PostgreSQL uses is read by its
 * family. A page of zeros (the end of written WAL) is distinguished from a damaged one.
 */
export function parseLongPageHeader(bytes: Uint8Array): PageHeaderResult<LongPageHeader> {
  const short = parseShortPageHeader(bytes);
  if (short.header === undefined) return short;
  if (!short.header.info.longHeader) return { header: undefined, problem: 'no-long-header' };
  const at = short.header.family === '9.2' ? 16 : 24;
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
  if (family !== '9.2' && bytes.length < 24) return { header: undefined, problem: 'truncated' };
  const info = readFlags(view.getUint16(2, true), magic);
  const shortSize = family === '9.2' ? 16 : 24;
  const header: WalPageHeader = {
    magic,
    family,
    versionNum: versionOfMagic(magic),
    info,
    timeline: view.getUint32(4, true),
    pageAddress: readLsn(view, 8, family === '9.2'),
    remainingLength: family === '9.2' ? undefined : view.getUint32(16, true),
    headerSize: info.longHeader ? shortSize + 16 : shortSize,
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

/** Which bits exist depends on the version: 19 dropped BKP_REMOVABLE and reused its bit for the overwrite mark. */
function readFlags(bits: number, magic: number): PageFlags {
  const known = magic < LAST_SPLIT_MAGIC ? 0x0003 : magic < FIRST_19_MAGIC ? 0x000f : 0x0007;
  const overwrite = magic < LAST_SPLIT_MAGIC ? 0 : magic < FIRST_19_MAGIC ? 0x0008 : 0x0004;
  return {
    bits,
    firstIsContinuation: (bits & FIRST_IS_CONTINUATION) !== 0,
    longHeader: (bits & LONG_HEADER) !== 0,
    overwriteContinuation: (bits & overwrite) !== 0,
    unknownBits: (bits & ~known) !== 0,
  };
}

function isBlockSize(bytes: number): boolean {
  return bytes >= 1024 && bytes <= 65536 && (bytes & (bytes - 1)) === 0;
}
