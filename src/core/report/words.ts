import type { StopSource } from '../model/positions';
import type { Evidence } from '../model/evidence';
import { type Verdict, isProven } from '../model/verdict';

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
