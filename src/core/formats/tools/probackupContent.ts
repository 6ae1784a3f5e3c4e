import { decodeText } from '../textInput';
import { readKeyValues } from './keyValues';
import { linesOf } from './lines';

/** A regular file of a pg_probackup backup, as `backup_content.control` lists it. */
export interface ProbackupFile {
  /** Below `database`, or below the external directory. */
  readonly path: string;
  /** Stored bytes; -1 if the file had not changed and an earlier backup contains it. */
  readonly size: number;
  /** Over the stored bytes, with exceptions (`verifyProbackup`). */
  readonly crc: number;
  /** Pages of a table or an index, stored with a header before each. */
  readonly isDataFile: boolean;
  /** Compressed by the server itself (CFS). */
  readonly isCfs: boolean;
  /** The external directory, from 1; 0 for the data directory. */
  readonly external: number;
  /** Where the headers of its pages end in `page_header_map`; 0 if they are not there. */
  readonly headersEnd: number;
}

/** The parts of `backup.control` that matter for the files. */
export interface ProbackupListFacts {
  /** `program-version` as one number: 2.5.12 is 20512. Undefined if it is missing. */
  readonly program: number | undefined;
  /** CRC-32C of all of `backup_content.control` (2.4 and later); undefined if it is missing. */
  readonly contentCrc: number | undefined;
  readonly isFull: boolean;
}

const FIELD = /"(\w+)":\s*"([^"]*)"/g;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

export function probackupListFacts(control: Uint8Array): ProbackupListFacts {
  const { values } = readKeyValues(control);
  const text = (key: string): string => values.get(key)?.text.replace(/^'(.*)'$/, '$1') ?? '';
  const [, major, minor, patch] = /^(\d{1,2})\.(\d{1,2})\.(\d{1,2})\b/.exec(text('program-version')) ?? [];
  const crc = countOf(text('content-crc'));
  return {
    program: major === undefined ? undefined : Number(major) * 10_000 + Number(minor) * 100 + Number(patch),
    // It is compared only if it is not 0 (`get_backup_filelist`, catalog.c).
    contentCrc: crc === 0 ? undefined : crc,
    isFull: text('backup-mode') === 'FULL',
  };
}

/**
 * The regular files in a `backup_content.control`, one line each: `{"path":"…", "size":"…", …}`, all values as text and
 * without escapes (`write_backup_filelist`, catalog.c). A line that cannot be read, or was cut, yields its text.
 */
export function* probackupFiles(bytes: Uint8Array): Generator<ProbackupFile | string> {
  for (const { content, whole } of linesOf(bytes)) {
    const text = decodeText(content);
    const file = whole && text.endsWith('}') ? fileOf(text) : undefined;
    if (file === undefined) yield text.slice(0, 200);
    else if (file !== 'other') yield file;
  }
}

function fileOf(line: string): ProbackupFile | 'other' | undefined {
  const fields = new Map<string, string>();
  for (const [, key, value] of line.matchAll(FIELD)) fields.set(key ?? '', value ?? '');
  const count = (key: string): number | undefined => countOf(fields.get(key) ?? '');
  const mode = count('mode');
  const path = fields.get('path');
  if (mode === undefined || path === undefined || path === '') return undefined;
  if ((mode & FILE_TYPE) !== REGULAR) return 'other';
  const size = fields.get('size') === '-1' ? -1 : count('size');
  const crc = count('crc');
  if (size === undefined || crc === undefined) return undefined;
  return {
    path,
    size,
    crc,
    isDataFile: fields.get('is_datafile') === '1',
    isCfs: fields.get('is_cfs') === '1',
    external: count('external_dir_num') ?? 0,
    headersEnd: (count('hdr_off') ?? 0) + (count('hdr_size') ?? 0),
  };
}

function countOf(text: string): number | undefined {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}
