import type { StopSource } from '../model/positions';
import type { Evidence } from '../model/evidence';
import { type Verdict, isProven } from '../model/verdict';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes as DBAs read them: binary units, one decimal below ten. `96 MB`, `1.2 GB`, `1 byte`. */
export function formatBytes(bytes: number | bigint): string {
  if (bytes === 1 || bytes === 1n) return '1 byte';
  let value = Number(bytes);
  let unit = 0;
  while (unit < UNITS.length - 1 && rounded(value, unit) >= 1024) {
    value /= 1024;
    unit++;
  }
  return `${formatCount(rounded(value, unit))} ${UNITS[unit] ?? ''}`;
}

function rounded(value: number, unit: number): number {
  return unit > 0 && value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
}

/** A number with thousands separated: `1,204`. */
export function formatCount(count: number | bigint): string {
  const [whole = '', ...fraction] = String(count).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** `1 segment`, `1,204 segments`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** The version as people write it, from `server_version_num`: 90224 and 90200 are `9.2`, 150004 is `15`. */
export function formatVersion(versionNumber: number): string {
  const major = Math.floor(versionNumber / 10000);
  return major >= 10 ? String(major) : `${major}.${Math.floor(versionNumber / 100) % 100}`;
}

/** The end of a segment's name that tells neighbours apart: `…02000000FD`. Anything else stays as it is. */
export function shortSegmentName(name: string): string {
  return /^[0-9A-F]{24}/.test(name) ? `…${name.slice(14)}` : name;
}

/** What a verdict rests on, in a few words. Records prove only what is restorable; else they were read. */
export function evidencePhrase({ wal, files }: Evidence, verdict?: Verdict): string {
  const read = {
    names: 'names and sizes only',
    headers: 'first pages read',
    records:
      verdict === undefined || isProven(verdict)
        ? 'proven by records'
        : 'records read as far as recovery gets',
  }[wal];
  return files === 'checked' ? `${read}, files compared with the manifest` : read;
}

const STOP_SOURCES: Record<StopSource, string> = {
  'backup-history-file': 'backup history file',
  manifest: 'backup manifest',
  'backup-end-record': 'backup-end record in the WAL',
  'minimum-recovery-point': 'minimum recovery point in pg_control',
  'tool-metadata': 'metadata of the backup tool',
};

export function isStopSource(text: string): text is StopSource {
  return Object.hasOwn(STOP_SOURCES, text);
}

/** Who tells a stop location, to stand behind “from the”. */
export function stopSourceWords(source: StopSource): string {
  return STOP_SOURCES[source];
}
