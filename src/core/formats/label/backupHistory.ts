import type { WrittenTime } from '../writtenTime';
import {
  fileTimeline,
  type LabelFields,
  type LabelLocation,
  lineOf,
  locationOf,
  readFields,
  timelineOf,
  timeOf,
} from './labelFields';
import { type LabelKey, type LabelShape, readLayout, splitLines } from './labelLines';
import type { Parsed, Problem } from '../parsed';
import { excerpt, readText } from '../textInput';

/** A backup history file (`SEGMENT.OFFSET.backup`), as far as it could be read. */
export interface BackupHistory extends LabelFields {
  /** Only the location counts: at a segment boundary, versions differ in which file they name. */
  readonly stop: LabelLocation | undefined;
  readonly stopTime: WrittenTime | undefined;
  /** STOP TIMELINE (from 11), else the timeline in the file name of the STOP line. */
  readonly stopTimeline: number | undefined;
}

export type BackupHistoryReason =
  | 'empty'
  | 'binary'
  | 'byte-order-mark'
  | 'crlf'
  | 'too-large'
  | 'missing-start'
  | 'missing-stop'
  | 'start-malformed'
  | 'stop-malformed'
  | 'stop-before-start'
  | 'unknown-line'
  | 'duplicate-line'
  | 'order';

const SHAPE: LabelShape = {
  head: [
    'START WAL LOCATION',
    'STOP WAL LOCATION',
    'CHECKPOINT LOCATION',
    'BACKUP METHOD',
    'BACKUP FROM',
    'START TIME',
  ],
  tail: ['START TIMELINE', 'STOP TIME', 'STOP TIMELINE', 'INCREMENTAL FROM LSN', 'INCREMENTAL FROM TLI'],
};

/**
 * Reads the backup history file of any version from 9.0. Servers write it and never read it, so only a missing or
 * unreadable location is an error. Only the first 64 kB are read.
 */
export function parseBackupHistory(bytes: Uint8Array): Parsed<BackupHistory> {
  const input = readText(bytes);
  const layout = readLayout(splitLines(input.text.replace(/^\uFEFF/, '')), SHAPE);
  const { lines } = layout;
  const value: BackupHistory = {
    ...readFields(lines),
    stop: locationOf(lines, 'STOP WAL LOCATION'),
    stopTime: timeOf(lines, 'STOP TIME'),
    stopTimeline: timelineOf(lines, 'STOP TIMELINE') ?? fileTimeline(lines, 'STOP WAL LOCATION'),
  };
  const flaw = lines.length === 0 ? (input.flaw ?? 'missing-start') : undefined;
  if (flaw !== undefined) return { value: undefined, problems: [problem(flaw, 'error', 1)] };
  const problems = [
    ...locationProblems(value),
    ...(input.tooLarge ? [problem('too-large', 'warning', 1)] : []),
    ...(input.text.includes('\r\n') ? [problem('crlf', 'info', 1)] : []),
    ...layout.oddities
      .slice(0, 20)
      .map(({ reason, line, text }) => problem(reason, 'warning', line, 1, { text: excerpt(text) })),
  ];
  return { value, problems };
}

function locationProblems(value: BackupHistory): Problem[] {
  const problems = [
    ...locationProblem(value, 'START WAL LOCATION', value.start, 'missing-start', 'start-malformed'),
    ...locationProblem(value, 'STOP WAL LOCATION', value.stop, 'missing-stop', 'stop-malformed'),
  ];
  if (value.start !== undefined && value.stop !== undefined && value.stop.lsn <= value.start.lsn) {
    const column = lineOf(value.lines, 'STOP WAL LOCATION')?.lsnColumns?.start;
    problems.push(problem('stop-before-start', 'error', value.stop.line, column));
  }
  return problems;
}

function locationProblem(
  value: BackupHistory,
  key: LabelKey,
  location: LabelLocation | undefined,
  missing: BackupHistoryReason,
  malformed: BackupHistoryReason,
): Problem[] {
  if (location !== undefined) return [];
  const line = lineOf(value.lines, key);
  if (line === undefined) return [problem(missing, 'error', 1)];
  return [problem(malformed, 'error', line.line, line.valueColumns.start, { text: excerpt(line.text) })];
}

function problem(
  reason: BackupHistoryReason,
  severity: Problem['severity'],
  line: number,
  column = 1,
  args?: Readonly<Record<string, string | number>>,
): Problem {
  return { code: 'unreadable-backup-history', severity, line, column, args: { ...args, reason } };
}
