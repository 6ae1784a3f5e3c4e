import type { StopSource } from '../model/positions';
import type { Evidence } from '../model/evidence';
import { awaitsProof, type Verdict, isProven } from '../model/verdict';

/** The evidence of a verdict in a few words. Records prove only a restorable set; any other was merely read. */
export function evidencePhrase({ wal, files }: Pick<Evidence, 'wal' | 'files'>, verdict?: Verdict): string {
  const read = {
    names: 'only names and sizes read',
    headers: 'only first pages read',
    records:
      verdict === undefined || isProven(verdict)
        ? 'every record read'
        : 'records read as far as recovery goes',
  }[wal];
  const evidence = files === 'checked' ? `${read}, files compared with the manifest` : read;
  return verdict !== undefined && awaitsProof(verdict) ? `not verified: ${evidence}` : evidence;
}

const STOP_SOURCES: Record<StopSource, string> = {
  'backup-history-file': 'backup history file',
  manifest: 'backup manifest',
  'backup-end-record': 'backup-end record in the WAL',
  'minimum-recovery-point': 'minimum recovery point in pg_control',
  'shutdown-checkpoint': 'checkpoint with which the server was shut down',
  'tool-metadata': 'metadata of the backup tool',
};

export function isStopSource(text: string): text is StopSource {
  return Object.hasOwn(STOP_SOURCES, text);
}

/** The source of a stop location, to follow “from the”. */
export function stopSourceWords(source: StopSource): string {
  return STOP_SOURCES[source];
}
