import type { ManifestAlgorithm, ManifestFailure, ManifestFile, ManifestWalRange } from './manifestModel';
import { Scanf } from '../scanf';
import { decodeText } from '../textInput';

/** The fields of one object in the manifest, by name, as the texts of their tokens. */
export type EntryFields = Map<string, string>;

export const FILE_FIELDS: ReadonlySet<string> = new Set([
  'Path',
  'Encoded-Path',
  'Size',
  'Last-Modified',
  'Checksum-Algorithm',
  'Checksum',
]);
export const WAL_RANGE_FIELDS: ReadonlySet<string> = new Set(['Timeline', 'Start-LSN', 'End-LSN']);

const SMALL_INTEGER = /^\d{1,15}$/;
const LOWER_HEX = /^[0-9a-f]*$/;
const INTEGER = /^[ \t-\r]*[+-]?\d+$/;
const HEX_PAIRS = /^(?:[0-9A-Fa-f]{2})*$/;
const ALGORITHMS: ReadonlyMap<string, ManifestAlgorithm | undefined> = new Map<
  string,
  ManifestAlgorithm | undefined
>([
  ['NONE', undefined],
  ['CRC32C', 'CRC32C'],
  ['SHA224', 'SHA224'],
  ['SHA256', 'SHA256'],
  ['SHA384', 'SHA384'],
  ['SHA512', 'SHA512'],
]);

/** Strings that occur in nearly every entry of a manifest. */
export const MANIFEST_WORDS: readonly string[] = [...FILE_FIELDS, ...WAL_RANGE_FIELDS, 'CRC32C', 'SHA256'];

/** An integer as C's `strtoull` reads it, wrapped to 64 bits: 0 for no text at all; undefined if text is left over. */
export function cInteger(text: string): bigint | undefined {
  if (text === '') return 0n;
  return INTEGER.test(text) ? BigInt.asUintN(64, BigInt(text.trim().replace(/^\+/, ''))) : undefined;
}

/** One element of `Files`, with the checks of `json_manifest_finalize_file` in their order. */
export function finishFile(fields: EntryFields): ManifestFile | ManifestFailure {
  const plain = fields.get('Path');
  const encoded = fields.get('Encoded-Path');
  const sizeText = fields.get('Size');
  const algorithmText = fields.get('Checksum-Algorithm');
  const checksum = fields.get('Checksum');
  if (plain === undefined && encoded === undefined) return { reason: 'missing-path-name' };
  if (plain !== undefined && encoded !== undefined) return { reason: 'both-path-name-and-encoded-path-name' };
  if (sizeText === undefined) return { reason: 'missing-size' };
  if (algorithmText === undefined && checksum !== undefined) return { reason: 'checksum-without-algorithm' };
  const name: DecodedPath | undefined = plain === undefined ? decodePath(encoded ?? '') : { path: plain };
  if (name === undefined) return { reason: 'could-not-decode-file-name', text: encoded ?? '' };
  const size = SMALL_INTEGER.test(sizeText) ? Number(sizeText) : cInteger(sizeText);
  if (size === undefined) return { reason: 'file-size-is-not-an-integer', text: sizeText };
  const algorithm = algorithmOf(algorithmText);
  if (algorithm === null) return { reason: 'unrecognized-checksum-algorithm', text: algorithmText ?? '' };
  if (checksum !== undefined && !isHex(checksum))
    return { reason: 'invalid-checksum-for-file', text: name.path };
  const file = {
    path: name.path,
    size: Number(size),
    lastModified: fields.get('Last-Modified'),
    algorithm,
    checksum: checksum === undefined || checksum === '' ? undefined : checksum.toLowerCase(),
  };
  return name.rawPath === undefined ? file : { ...file, rawPath: name.rawPath };
}

function isHex(text: string): boolean {
  return text.length % 2 === 0 && (LOWER_HEX.test(text) || HEX_PAIRS.test(text));
}

/** Undefined for none, null for a name that servers do not know. */
function algorithmOf(text: string | undefined): ManifestAlgorithm | undefined | null {
  if (text === undefined) return undefined;
  const name = ALGORITHMS.has(text) ? text : text.toUpperCase();
  return ALGORITHMS.has(name) ? ALGORITHMS.get(name) : null;
}

/** One element of `WAL-Ranges`, with the checks of `json_manifest_finalize_wal_range` in their order. */
export function finishWalRange(fields: EntryFields): ManifestWalRange | ManifestFailure {
  const timelineText = fields.get('Timeline');
  const startText = fields.get('Start-LSN');
  const endText = fields.get('End-LSN');
  if (timelineText === undefined) return { reason: 'missing-timeline' };
  if (startText === undefined) return { reason: 'missing-start-lsn' };
  if (endText === undefined) return { reason: 'missing-end-lsn' };
  const timeline = cInteger(timelineText);
  if (timeline === undefined) return { reason: 'timeline-is-not-an-integer', text: timelineText };
  const start = scanLsn(startText);
  if (start === undefined) return { reason: 'could-not-parse-start-lsn', text: startText };
  const end = scanLsn(endText);
  if (end === undefined) return { reason: 'could-not-parse-end-lsn', text: endText };
  return { timeline: Number(BigInt.asUintN(32, timeline)), start, end };
}

interface DecodedPath {
  readonly path: string;
  readonly rawPath?: Uint8Array;
}

function decodePath(encoded: string): DecodedPath | undefined {
  if (!HEX_PAIRS.test(encoded)) return undefined;
  const bytes = new Uint8Array(encoded.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(encoded.slice(i * 2, i * 2 + 2), 16);
  const path = decodeText(bytes);
  return path.includes('\uFFFD') ? { path, rawPath: bytes } : { path };
}

/** `sscanf("%X/%X")`, which ignores anything after the location. */
function scanLsn(text: string): bigint | undefined {
  return new Scanf(new TextEncoder().encode(text)).lsn();
}
