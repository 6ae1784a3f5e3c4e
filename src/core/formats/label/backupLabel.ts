import { type LabelFields, readFields } from './labelFields';
import { type LabelShape, readLayout, splitLines } from './labelLines';
import { labelProblems } from './labelProblems';
import { readAsServer, type ServerReading } from './labelServer';
import type { Parsed } from '../parsed';
import { readText } from '../textInput';

/** A `backup_label`, as far as it could be read. */
export interface BackupLabel extends LabelFields {
  /** Whether a server would start from this label: false means FATAL at start. An incremental backup is refused too. */
  readonly serverAccepts: boolean;
}

const SHAPE: LabelShape = {
  head: ['START WAL LOCATION', 'CHECKPOINT LOCATION', 'BACKUP METHOD', 'BACKUP FROM', 'START TIME'],
  tail: ['START TIMELINE', 'INCREMENTAL FROM LSN', 'INCREMENTAL FROM TLI'],
};

/**
 * Reads the backup label of any version from 9.0. `versionNum` decides which later checks a server makes; unknown means
 * the newest. Problems: `unreadable-label` if a server refuses the file, `unusual-label` if it accepts the file but
 * something is out of place. Only the first 64 kB are read.
 */
export function parseBackupLabel(bytes: Uint8Array, versionNum?: number): Parsed<BackupLabel> {
  const input = readText(bytes);
  const layout = readLayout(splitLines(input.text.replace(/^\uFEFF/, '')), SHAPE);
  const fields = readFields(layout.lines);
  const server = readAsServer(input.bytes, versionNum);
  const problems = labelProblems({ input, layout, fields, server });
  if (layout.lines.length === 0) return { value: undefined, problems };
  const serverAccepts = server.refusedAt === undefined;
  return { value: { ...fields, ...asServerReads(fields, server), serverAccepts }, problems };
}

/** If C's reader accepts a form that no server writes (blanks, signs, prefixes), its reading counts. */
function asServerReads(
  fields: LabelFields,
  server: ServerReading,
): Pick<LabelFields, 'start' | 'checkpointLsn' | 'startTimeline'> {
  const { startLsn } = server;
  return {
    start: fields.start ?? (startLsn === undefined ? undefined : { lsn: startLsn, file: undefined, line: 1 }),
    checkpointLsn: fields.checkpointLsn ?? server.checkpointLsn,
    startTimeline: fields.startTimeline ?? server.startTimeline,
  };
}
