import { crcOfMagic } from '../../wal/recordCrc';
import { versionOfMagic } from '../../wal/pageHeader';
import {
  knownPageFlags,
  magicFitsVersion,
  magicOfVersion,
  overwriteFlag,
  recordFormat,
} from '../../wal/recordFormat';
import type { WalkExpectation } from '../../wal/walkTypes';
import type { WalContext } from './walContext';

const DEFAULT_PAGE_SIZE = 8192;
/**
 * The magic number of PostgreSQL 18, expected if neither of two pages has a known one. The walk then reports the fault.
 */
const USUAL_MAGIC = 0xd118;

/**
 * What every page must agree with: facts from elsewhere, and for the rest the first page. If the first page cannot be
 * one of this cluster, the known facts stay, so that walking reports it.
 */
export function walkExpectationOf(context: WalContext, first: Uint8Array): WalkExpectation {
  const view = new DataView(first.buffer, first.byteOffset, first.length);
  const second = context.pageSize ?? DEFAULT_PAGE_SIZE;
  const magics = [0, second].map((at) => (at + 2 <= first.length ? view.getUint16(at, true) : 0));
  const magic = expectedMagic(magics[0] ?? 0, magics[1] ?? 0, context.versionNum);
  const format = recordFormat(magic);
  const extra = format.shortPageHeader;
  const system = context.systemIdentifier ?? view.getBigUint64(extra, true);
  return {
    magic,
    format,
    crc: crcOfMagic(magic),
    knownFlags: knownPageFlags(magic),
    overwriteFlag: overwriteFlag(magic),
    segmentSize: context.geometry.segmentSize,
    pageSize: context.pageSize ?? pageSizeOf(view, extra + 12, magic),
    systemLow: Number(BigInt.asIntN(32, system)),
    systemHigh: Number(BigInt.asIntN(32, system >> 32n)),
  };
}

/** Whether the WAL is of an unknown version, or of an unknown minor change of a known one. */
export function isUnknownMagic(magic: number, version: number | undefined): boolean {
  if (version === undefined) return versionOfMagic(magic) === undefined;
  return magicFitsVersion(magic, version) === 'unknown';
}

/** An unknown number counts only if the second page does not have a known one: it may be a damaged byte. */
function expectedMagic(first: number, second: number, version: number | undefined): number {
  if (version === undefined) {
    if (versionOfMagic(first) !== undefined) return first;
    if (versionOfMagic(second) !== undefined) return second;
    return looksLikeMagic(first) ? first : USUAL_MAGIC;
  }
  const fit = magicFitsVersion(first, version);
  if (fit === 'yes') return first;
  if (magicFitsVersion(second, version) === 'yes') return second;
  return fit === 'no' ? (magicOfVersion(version) ?? first) : first;
}

function looksLikeMagic(magic: number): boolean {
  return magic >= 0xd060 && magic < 0xd200;
}

/** An unusual size counts only if the next page is at its end: it may be a damaged byte. */
function pageSizeOf(view: DataView, at: number, magic: number): number {
  const found = view.getUint32(at, true);
  const legal = found >= 1024 && found <= 65536 && (found & (found - 1)) === 0;
  const fits = legal && found + 2 <= view.byteLength && view.getUint16(found, true) === magic;
  return fits ? found : DEFAULT_PAGE_SIZE;
}
