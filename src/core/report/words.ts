import type { StopSource } from '../model/positions';
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
