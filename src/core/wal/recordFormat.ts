import { majorOf } from '../ground/versions';
import { familyOfMagic, SHORT_PAGE_HEADER, versionOfMagic, type WalFamily } from './pageHeader';

/**
 * How a family of servers lays out WAL pages and records: up to 9.2, 9.3 and 9.4, from 9.5. Offsets in bytes, from the
 * start of the page or record. Source: `xlog_internal.h` and `xlog.h` / `xlogrecord.h` of each version.
 */
export interface RecordFormat {
  readonly family: WalFamily;
  readonly shortPageHeader: number;
  readonly longPageHeader: number;
  /** Low and high half of the page address: up to 9.2 the high half comes first. */
  readonly pageAddressLow: number;
  readonly pageAddressHigh: number;
  /** Bytes between the page header and continued data: up to 9.2 they contain the length, later the header does. */
  readonly continuationGap: number;
  readonly recordHeader: number;
  /** A record begins on a page only if this many bytes are left: up to 9.2 headers are never split. */
  readonly leastStart: number;
  readonly totalLength: number;
  readonly prevLow: number;
  readonly prevHigh: number;
  readonly info: number;
  readonly resourceManager: number;
  readonly crc: number;
  /** The part of the header that the checksum covers, after the data. */
  readonly crcFrom: number;
  readonly crcTo: number;
}

const UP_TO_9_2: RecordFormat = {
  family: '9.0',
  shortPageHeader: SHORT_PAGE_HEADER['9.0'],
  longPageHeader: 32,
  pageAddressLow: 12,
  pageAddressHigh: 8,
  continuationGap: 4,
  recordHeader: 32,
  leastStart: 32,
  totalLength: 16,
  prevLow: 8,
  prevHigh: 4,
  info: 24,
  resourceManager: 25,
  crc: 0,
  crcFrom: 4,
  crcTo: 32,
};

const FROM_9_3: RecordFormat = {
  family: '9.3',
  shortPageHeader: SHORT_PAGE_HEADER['9.3'],
  longPageHeader: 40,
  pageAddressLow: 8,
  pageAddressHigh: 12,
  continuationGap: 0,
  recordHeader: 32,
  leastStart: 8,
  totalLength: 0,
  prevLow: 16,
  prevHigh: 20,
  info: 12,
  resourceManager: 13,
  crc: 24,
  crcFrom: 0,
  crcTo: 24,
};

const FROM_9_5: RecordFormat = {
  ...FROM_9_3,
  family: '9.5',
  recordHeader: 24,
  prevLow: 8,
  prevHigh: 12,
  info: 16,
  resourceManager: 17,
  crc: 20,
  crcFrom: 0,
  crcTo: 20,
};

const FORMATS: Readonly<Record<WalFamily, RecordFormat>> = {
  '9.0': UP_TO_9_2,
  '9.3': FROM_9_3,
  '9.5': FROM_9_5,
};

/** The layout for a page's magic number, known or not: the numbers grow with the versions. */
export function recordFormat(magic: number): RecordFormat {
  return FORMATS[familyOfMagic(magic)];
}

export const PAGE_CONTINUES_RECORD = 0x0001;

/** The flag bits that a server with this magic accepts in a page header. */
export function knownPageFlags(magic: number): number {
  if (magic <= 0xd066) return 0x0003;
  return magic >= 0xd11c ? 0x0007 : 0x000f;
}

/**
 * The flag of a page after a record that was never finished (`XLP_FIRST_IS_OVERWRITE_CONTRECORD`): in the minor
 * versions of autumn 2021 and from 15; 19 moved it.
 */
export function overwriteFlag(magic: number): number {
  if (magic <= 0xd087) return 0;
  return magic >= 0xd11c ? 0x0004 : 0x0008;
}

const OLDEST_MAGIC = 0xd05e;
const NEWEST_MAGIC = 0xd1ff;
/** A later minor version of 18 may well use what the betas of 19 used. */
const SHARED_MAGIC = 0xd119;

/** The first magic number of a major version; undefined for unknown versions. */
export function magicOfVersion(version: number): number | undefined {
  const major = majorOf(version);
  for (let magic = OLDEST_MAGIC; magic <= NEWEST_MAGIC; magic++) {
    if (versionOfMagic(magic) === major) return magic;
  }
  return undefined;
}

/**
 * Whether WAL with this magic can come from a server of this major version. A later minor version may raise the number,
 * so a value between a version's own and the next version's counts as `unknown`, not as another version.
 */
export function magicFitsVersion(magic: number, version: number): 'yes' | 'unknown' | 'no' {
  const major = majorOf(version);
  const known = versionOfMagic(magic);
  if (known === major) return 'yes';
  if (magic < OLDEST_MAGIC || magic > NEWEST_MAGIC) return 'no';
  if (known !== undefined && magic !== SHARED_MAGIC) return 'no';
  for (let lower = magic - 1; lower >= OLDEST_MAGIC; lower--) {
    const before = versionOfMagic(lower);
    if (before !== undefined) return before === major ? 'unknown' : 'no';
  }
  return 'no';
}
