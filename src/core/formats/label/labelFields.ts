import { parseWrittenTime, type WrittenTime } from '../writtenTime';
import type { Lsn } from '../../ground/lsn';
import type { LabelKey, LabelLine } from './labelLines';

/** A location with the file name after it. The name is text: compare it, do not compute with it. */
export interface LabelLocation {
  readonly lsn: Lsn;
  /** 24 digits as written; undefined if that part is missing or malformed. */
  readonly file: string | undefined;
  readonly line: number;
}

/** The fields that a backup label and a backup history file have in common. */
export interface LabelFields {
  readonly start: LabelLocation | undefined;
  readonly checkpointLsn: Lsn | undefined;
  /** `pg_start_backup` (exclusive), `streamed`, `pg_rewind`; absent in 9.0. */
  readonly method: string | undefined;
  /** Absent up to 9.1, where every backup is of a primary. */
  readonly from: 'primary' | 'standby' | undefined;
  readonly startTime: WrittenTime | undefined;
  /** The user's text; may contain anything, including newlines. */
  readonly label: string | undefined;
  /** From the file name of the START line, else from START TIMELINE. */
  readonly startTimeline: number | undefined;
  /** START TIMELINE, from 11. */
  readonly declaredTimeline: number | undefined;
  /** Start of the backup on which an incremental backup builds, from 17. */
  readonly incrementalFrom: { readonly lsn: Lsn; readonly timeline: number | undefined } | undefined;
  /** The keys with their positions, in the order of the file. */
  readonly lines: readonly LabelLine[];
}

/** A location, the name of the file that contains it, and nothing else. */
const LOCATION = /^\s*\S+(?:\s+\(file ([^\s)]*)\))?\s*$/;
const ONE_WORD = /^\s*\S+\s*$/;
const ANY_FILE = /\(file ([0-9A-Fa-f]{24})\)/;
const SEGMENT = /^[0-9A-Fa-f]{24}$/;
const DECIMAL = /^\s*(\d{1,10})\s*$/;

/** The fields that can be read from the lines; malformed ones are left out. */
export function readFields(lines: readonly LabelLine[]): LabelFields {
  const declaredTimeline = timelineOf(lines, 'START TIMELINE');
  return {
    start: locationOf(lines, 'START WAL LOCATION'),
    checkpointLsn: locationOf(lines, 'CHECKPOINT LOCATION')?.lsn,
    method: textOf(lines, 'BACKUP METHOD')?.trim(),
    from: fromOf(textOf(lines, 'BACKUP FROM')?.trim()),
    startTime: timeOf(lines, 'START TIME'),
    label: textOf(lines, 'LABEL'),
    startTimeline: fileTimeline(lines, 'START WAL LOCATION') ?? declaredTimeline,
    declaredTimeline,
    incrementalFrom: incrementalOf(lines),
    lines,
  };
}

/** The line of a key. */
export function lineOf(lines: readonly LabelLine[], key: LabelKey): LabelLine | undefined {
  return lines.find((line) => line.key === key);
}

/** The location of a START, STOP or CHECKPOINT line. */
export function locationOf(lines: readonly LabelLine[], key: LabelKey): LabelLocation | undefined {
  const line = lineOf(lines, key);
  const match = LOCATION.exec(line?.text ?? '');
  if (line?.lsn === undefined || match === null) return undefined;
  const file = match[1] !== undefined && SEGMENT.test(match[1]) ? match[1] : undefined;
  return { lsn: line.lsn, file, line: line.line };
}

/** The timeline in the file name of a START or STOP line, readable even if the location is not. */
export function fileTimeline(lines: readonly LabelLine[], key: LabelKey): number | undefined {
  const file = ANY_FILE.exec(lineOf(lines, key)?.text ?? '')?.[1];
  return file === undefined ? undefined : Number.parseInt(file.slice(0, 8), 16);
}

/** A timeline number of a START TIMELINE, STOP TIMELINE or INCREMENTAL FROM TLI line. */
export function timelineOf(lines: readonly LabelLine[], key: LabelKey): number | undefined {
  const match = DECIMAL.exec(textOf(lines, key) ?? '');
  const value = match === null ? Number.NaN : Number(match[1]);
  return value <= 0xffffffff ? value : undefined;
}

/** The time of a START TIME or STOP TIME line. */
export function timeOf(lines: readonly LabelLine[], key: LabelKey): WrittenTime | undefined {
  return parseWrittenTime(textOf(lines, key)?.trim() ?? '');
}

function textOf(lines: readonly LabelLine[], key: LabelKey): string | undefined {
  return lineOf(lines, key)?.text;
}

function fromOf(text: string | undefined): 'primary' | 'standby' | undefined {
  if (text === 'primary' || text === 'master') return 'primary';
  return text === 'standby' ? 'standby' : undefined;
}

function incrementalOf(lines: readonly LabelLine[]): LabelFields['incrementalFrom'] {
  const line = lineOf(lines, 'INCREMENTAL FROM LSN');
  if (line?.lsn === undefined || !ONE_WORD.test(line.text)) return undefined;
  return { lsn: line.lsn, timeline: timelineOf(lines, 'INCREMENTAL FROM TLI') };
}
