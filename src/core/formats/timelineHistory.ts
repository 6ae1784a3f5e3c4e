import type { Lsn } from '../wal/lsn';
import type { Parsed, Problem } from './parsed';
import { excerpt, readText } from './textInput';

/** One line of a `.history` file: where the next timeline left this one. */
export interface TimelineSwitch {
  readonly timeline: number;
  /** From 9.3: the exact location. */
  readonly switchLsn: Lsn | undefined;
  /** Up to 9.2: the last segment of the parent instead of a location. */
  readonly switchSegment: string | undefined;
  readonly reason: string;
  readonly line: number;
}

/** The ancestors of one timeline, oldest first. */
export interface TimelineHistory {
  readonly timeline: number;
  readonly switches: readonly TimelineSwitch[];
}

export type TimelineHistoryReason =
  | 'empty'
  | 'binary'
  | 'byte-order-mark'
  | 'too-large'
  | 'no-timeline-id'
  | 'no-switch-location'
  | 'not-increasing'
  | 'not-less-than-child'
  | 'line-too-long'
  | 'mixed-forms';

const TIMELINE = /^\s*(\d{1,10})(?!\d)/;
const LOCATION = /^\s+([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})(?![0-9A-Fa-f])/;
const SEGMENT = /^\s+([0-9A-F]{24})(?=\s|$)/;
/** Servers read lines into a buffer of this size and take the rest of a longer one for a new line. */
const LINE_BUFFER = 1023;
const LARGEST_TIMELINE = 0xffffffff;
const MOST_PROBLEMS = 20;

/**
 * Reads the history file of `timeline`, in the form of 9.3 and later (`PARENT<tab>LSN<tab>reason`) and in that of 9.2
 * and older (`PARENT<tab>SEGMENT<tab>reason`). Blank lines and lines that start with `#` are skipped. Every error of
 * `readTimeLineHistory` (timeline.c) is a problem of severity error: a server refuses such a file.
 */
export function parseTimelineHistory(bytes: Uint8Array, timeline: number): Parsed<TimelineHistory> {
  const input = readText(bytes);
  const problems: Problem[] = [];
  if (input.flaw === 'binary' || input.flaw === 'byte-order-mark')
    problems.push(problem(input.flaw, 'error', 1));
  if (input.tooLarge) problems.push(problem('too-large', 'error', 1));
  const switches = input.flaw === 'binary' ? [] : readSwitches(input.text, problems);
  checkOrder(switches, timeline, problems);
  if (problems.length === 0 && switches.length === 0) problems.push(problem('empty', 'warning', 1));
  const value = switches.length === 0 && problems.length > 0 ? undefined : { timeline, switches };
  return { value, problems: problems.slice(0, MOST_PROBLEMS) };
}

function readSwitches(text: string, problems: Problem[]): TimelineSwitch[] {
  const switches: TimelineSwitch[] = [];
  text.split('\n').forEach((line, index) => {
    if (/^\s*(#|$)/.test(line)) return;
    if (line.length > LINE_BUFFER) problems.push(problem('line-too-long', 'error', index + 1, LINE_BUFFER));
    const found = readSwitch(line, index + 1, problems);
    if (found !== undefined) switches.push(found);
  });
  const named = switches.find((change) => change.switchSegment !== undefined);
  const located = switches.some((change) => change.switchLsn !== undefined);
  if (named !== undefined && located) problems.push(problem('mixed-forms', 'error', named.line));
  return switches;
}

function readSwitch(line: string, number: number, problems: Problem[]): TimelineSwitch | undefined {
  const parent = TIMELINE.exec(line);
  const timeline = Number(parent?.[1] ?? Number.NaN);
  if (parent === null || timeline > LARGEST_TIMELINE) {
    const column = line.length - line.trimStart().length + 1;
    problems.push(problem('no-timeline-id', 'error', number, column, { text: excerpt(line) }));
    return undefined;
  }
  const rest = line.slice(parent[0].length);
  const location = LOCATION.exec(rest);
  if (location?.[1] !== undefined && location[2] !== undefined) {
    const switchLsn = (BigInt(`0x${location[1]}`) << 32n) | BigInt(`0x${location[2]}`);
    const reason = rest.slice(location[0].length).trim();
    return { timeline, switchLsn, switchSegment: undefined, reason, line: number };
  }
  const segment = SEGMENT.exec(rest);
  if (segment?.[1] !== undefined) {
    const reason = rest.slice(segment[0].length).trim();
    return { timeline, switchLsn: undefined, switchSegment: segment[1], reason, line: number };
  }
  const column = parent[0].length + (rest.length - rest.trimStart().length) + 1;
  problems.push(problem('no-switch-location', 'error', number, column, { text: excerpt(line) }));
  return undefined;
}

function checkOrder(switches: readonly TimelineSwitch[], child: number, problems: Problem[]): void {
  let last: TimelineSwitch | undefined;
  for (const change of switches) {
    if (last !== undefined && change.timeline <= last.timeline) {
      const args = { timeline: change.timeline, previous: last.timeline };
      problems.push(problem('not-increasing', 'error', change.line, 1, args));
    }
    last = change;
  }
  if (last !== undefined && child <= last.timeline) {
    const args = { timeline: last.timeline, child };
    problems.push(problem('not-less-than-child', 'error', last.line, 1, args));
  }
}

function problem(
  reason: TimelineHistoryReason,
  severity: Problem['severity'],
  line: number,
  column = 1,
  args?: Readonly<Record<string, string | number>>,
): Problem {
  return { code: 'unreadable-timeline-history', severity, line, column, args: { ...args, reason } };
}
