import type { TimelineHistory, TimelineSwitch } from '../wal/timelines';
import type { Parsed, Problem } from './parsed';
import { Scanf } from './scanf';
import { decodeText, excerpt, readText, type TextInput } from './textInput';

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

const SEGMENT = /^\s+([0-9A-F]{24})(?=\s|$)/;
const BLANK_OR_COMMENT = /^\s*(#|$)/;
/** Servers read lines into a buffer of this size and treat the rest of a longer one as a new line. */
const LINE_BUFFER = 1023;
const MOST_PROBLEMS = 20;

/**
 * Reads the history file of `timeline`, in the form of 9.3 and later (`PARENT<tab>LSN<tab>reason`) or that of 9.2 and
 * older (`PARENT<tab>SEGMENT<tab>reason`). Blank lines and lines that start with `#` are skipped. Every error of
 * `readTimeLineHistory` (timeline.c) is a problem of severity error: a server refuses such a file.
 */
export function parseTimelineHistory(bytes: Uint8Array, timeline: number): Parsed<TimelineHistory> {
  const input = readText(bytes);
  const found: Problem[] = [];
  if (input.tooLarge) found.push(problem('too-large', 1));
  const switches = readSwitches(input.bytes, found);
  checkOrder(switches, timeline, found);
  // A file without a single line of a history is something else, and is not quoted.
  const reported = switches.length === 0 ? found.map(withoutText) : found;
  const problems = explain(input, reported, switches.length);
  const value = switches.length === 0 && problems.length > 0 ? undefined : { timeline, switches };
  return { value, problems: problems.slice(0, MOST_PROBLEMS) };
}

function withoutText({ args: { text: _text, ...args }, ...rest }: Problem): Problem {
  return { ...rest, args };
}

/** That a file is not text at all explains more than its first meaningless line. */
function explain(input: TextInput, found: readonly Problem[], switches: number): readonly Problem[] {
  const { flaw } = input;
  if (found.length > 0) {
    return flaw === undefined || flaw === 'empty' ? found : [problem(flaw, 1)];
  }
  // Without any line a server assumes that the timeline has no parents, and no backup of a parent leads to it.
  return switches === 0 ? [problem(flaw ?? 'empty', 1)] : [];
}

function readSwitches(bytes: Uint8Array, problems: Problem[]): TimelineSwitch[] {
  const switches: TimelineSwitch[] = [];
  for (const { line, content } of linesOf(bytes)) {
    if (content.length > LINE_BUFFER) problems.push(problem('line-too-long', line, LINE_BUFFER));
    const found = readLine(content, line, problems);
    if (found !== undefined) switches.push(found);
  }
  const named = switches.find((change) => change.switchSegment !== undefined);
  const located = switches.some((change) => change.switchLsn !== undefined);
  if (named !== undefined && located) problems.push(problem('mixed-forms', named.line));
  return switches;
}

/** Lines as C reads them: a NUL byte hides the rest of a line. */
function* linesOf(bytes: Uint8Array): Generator<{ line: number; content: Uint8Array }> {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const whole = bytes.subarray(start, end);
    const nul = whole.indexOf(0);
    yield { line, content: nul === -1 ? whole : whole.subarray(0, nul) };
    start = end + 1;
  }
}

/** `sscanf("%u\t%X/%X")`; up to 9.2, a segment name instead of the location. */
function readLine(content: Uint8Array, line: number, problems: Problem[]): TimelineSwitch | undefined {
  const text = decodeText(content);
  if (BLANK_OR_COMMENT.test(text)) return undefined;
  const scan = new Scanf(content);
  const timeline = scan.decimal();
  if (timeline === undefined) {
    const column = text.length - text.trimStart().length + 1;
    problems.push(problem('no-timeline-id', line, column, { text: excerpt(text) }));
    return undefined;
  }
  const rest = decodeText(content.subarray(scan.at));
  const segment = SEGMENT.exec(rest);
  if (segment?.[1] !== undefined) {
    const reason = rest.slice(segment[0].length).trim();
    return { timeline, switchLsn: undefined, switchSegment: segment[1], reason, line };
  }
  const switchLsn = scan.lsn();
  if (switchLsn !== undefined) {
    const reason = decodeText(content.subarray(scan.at)).trim();
    return { timeline, switchLsn, switchSegment: undefined, reason, line };
  }
  const column = text.length - rest.trimStart().length + 1;
  problems.push(problem('no-switch-location', line, column, { text: excerpt(text) }));
  return undefined;
}

function checkOrder(switches: readonly TimelineSwitch[], child: number, problems: Problem[]): void {
  let last: TimelineSwitch | undefined;
  for (const change of switches) {
    if (last !== undefined && change.timeline <= last.timeline) {
      const args = { timeline: change.timeline, previous: last.timeline };
      problems.push(problem('not-increasing', change.line, 1, args));
    }
    last = change;
  }
  if (last !== undefined && child <= last.timeline) {
    const args = { timeline: last.timeline, child };
    problems.push(problem('not-less-than-child', last.line, 1, args));
  }
}

function problem(
  reason: TimelineHistoryReason,
  line: number,
  column = 1,
  args?: Readonly<Record<string, string | number>>,
): Problem {
  return { code: 'unreadable-timeline-history', severity: 'error', line, column, args: { ...args, reason } };
}
