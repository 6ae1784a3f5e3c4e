import { type LabelFields, lineOf } from './labelFields';
import type { LabelLayout, LabelLine } from './labelLines';
import type { Problem } from '../parsed';
import { excerpt, lineAndColumn, type TextInput } from '../textInput';
import type { ServerReading } from './labelServer';

/** Why a server refuses a label. */
export type UnreadableLabelReason =
  | 'empty'
  | 'binary'
  | 'byte-order-mark'
  | 'crlf'
  | 'trailing-blank'
  | 'blank-first-line'
  | 'psql-output'
  | 'too-large'
  | 'truncated'
  | 'missing-start'
  | 'missing-checkpoint'
  | 'order'
  | 'start-malformed'
  | 'checkpoint-malformed'
  | 'timeline-mismatch'
  | 'forged-timeline'
  | 'forged-incremental';

/** What is out of place in a label that a server accepts. */
export type UnusualLabelReason =
  | 'unknown-line'
  | 'duplicate-line'
  | 'order'
  | 'too-large'
  | 'file-name-malformed'
  | 'not-read-by-server'
  | 'unknown-value'
  | 'time-malformed'
  | 'multi-line-label'
  | 'hidden-incremental';

const MOST_ODDITIES = 20;

/** The problems of a label; the one that makes a server refuse it is first. */
export function labelProblems(evidence: LabelEvidence): Problem[] {
  const refusal = refusalOf(evidence);
  const remarks = [
    ...sizeProblem(evidence, refusal),
    ...oddities(evidence),
    ...valueProblems(evidence),
    ...misreadings(evidence),
    ...labelText(evidence),
  ];
  if (refusal === undefined) return remarks;
  // Each line is reported once.
  return [refusal, ...remarks.filter((problem) => problem.line !== refusal.line)];
}

function refusalOf(evidence: LabelEvidence): Problem | undefined {
  const { input, server } = evidence;
  if (server.refusedAt === undefined) return undefined;
  if (input.flaw === 'empty' || input.flaw === 'byte-order-mark')
    return unreadable(input.flaw, { line: 1, column: 1 });
  if (server.refusedAt === 'incremental') return incrementalRefusal(evidence);
  if (server.refusedAt === 'timeline') return timelineRefusal(evidence);
  if (input.flaw === 'binary') return unreadable('binary', lineAndColumn(input.bytes, server.offset));
  return lineRefusal(evidence, server.refusedAt);
}

/** A refused first or second line: the best explanation that the file itself offers. */
function lineRefusal(evidence: LabelEvidence, at: 'start' | 'checkpoint'): Problem {
  const { input, layout, fields, server } = evidence;
  const changed = changeByCopying(input.text, at);
  if (changed !== undefined) return changed;
  const key = at === 'start' ? 'START WAL LOCATION' : 'CHECKPOINT LOCATION';
  const expectedLine = at === 'start' ? 1 : 2;
  const line = lineOf(layout.lines, key);
  const place = lineAndColumn(input.bytes, server.offset);
  const atExpected = { line: expectedLine, column: 1 };
  if (line === undefined) {
    const cut = place.line === expectedLine && server.offset >= input.bytes.length;
    if (cut || (at === 'checkpoint' && input.bytes.length <= server.offset))
      return unreadable('truncated', place);
    return unreadable(at === 'start' ? 'missing-start' : 'missing-checkpoint', atExpected);
  }
  const readable = at === 'start' ? fields.start !== undefined : fields.checkpointLsn !== undefined;
  if (readable && line.line !== expectedLine) {
    return unreadable('order', { line: line.line, column: 1 }, { key, expected: expectedLine });
  }
  if (readable && hasCarriageReturn(input.text, line.line)) {
    return unreadable('crlf', { line: line.line, column: line.valueColumns.end });
  }
  if (server.offset >= input.bytes.length) return unreadable('truncated', place);
  const reason = at === 'start' ? 'start-malformed' : 'checkpoint-malformed';
  return unreadable(reason, malformedPlace(line, place), { text: excerpt(line.text) });
}

const PSQL_LINE = /^\s*START WAL LOCATION: .*\+\s*$/;
const REFUSED_LINES = { start: 'START WAL LOCATION: ', checkpoint: 'CHECKPOINT LOCATION: ' };

/** What terminals, psql and editors make of a label: every server compares the first two lines to the last byte. */
function changeByCopying(text: string, at: 'start' | 'checkpoint'): Problem | undefined {
  const lines = text.split('\n');
  const psql = lines.findIndex((line) => PSQL_LINE.test(line));
  if (psql >= 0) return unreadable('psql-output', { line: psql + 1, column: lines[psql]?.length ?? 1 });
  if (lines[0]?.trim() === '' && lines.some((line) => line.startsWith(REFUSED_LINES.start)))
    return unreadable('blank-first-line', { line: 1, column: 1 });
  const number = at === 'start' ? 1 : 2;
  const line = lines[number - 1] ?? '';
  // A blank at the very end is where the file was cut.
  const isWhole = number < lines.length;
  if (!isWhole || !line.startsWith(REFUSED_LINES[at]) || !/[ \t]$/.test(line)) return undefined;
  return unreadable('trailing-blank', { line: number, column: line.trimEnd().length + 1 });
}

/** Where a malformed line goes wrong, kept inside that line: C's reader skips newlines. */
function malformedPlace(
  line: LabelLine,
  place: { line: number; column: number },
): { line: number; column: number } {
  if (place.line === line.line) return place;
  return { line: line.line, column: line.valueColumns.start };
}

function hasCarriageReturn(text: string, line: number): boolean {
  return text.split('\n', line)[line - 1]?.endsWith('\r') ?? false;
}

function timelineRefusal({ fields, server, input }: LabelEvidence): Problem {
  const place = lineAndColumn(input.bytes, server.offset);
  const args = { parsed: server.declaredTimeline ?? 0, expected: server.startTimeline ?? 0 };
  const declared = lineOf(fields.lines, 'START TIMELINE');
  // The server took a line of the label text for the real one, and stopped there or just after it.
  const forged = declared !== undefined && fields.declaredTimeline !== server.declaredTimeline;
  if (forged) return unreadable('forged-timeline', { line: lineBefore(place), column: 1 }, args);
  const at = declared ?? { line: lineBefore(place), valueColumns: { start: 1 } };
  return unreadable('timeline-mismatch', { line: at.line, column: at.valueColumns.start }, args);
}

/** The server has read past the newline of the line that it refuses. */
function lineBefore(place: { line: number; column: number }): number {
  return place.column === 1 && place.line > 1 ? place.line - 1 : place.line;
}

/**
 * An incremental backup is not a fault of its label; a full one whose label text claims to be incremental is refused
 * nevertheless.
 */
function incrementalRefusal({ fields, server, input }: LabelEvidence): Problem | undefined {
  if (fields.incrementalFrom !== undefined) return undefined;
  return unreadable('forged-incremental', {
    line: lineAndColumn(input.bytes, server.offset).line,
    column: 1,
  });
}

function sizeProblem({ input }: LabelEvidence, refusal: Problem | undefined): Problem[] {
  if (!input.tooLarge) return [];
  return refusal === undefined ? [unusual('too-large', 'warning')] : [unreadable('too-large')];
}

function oddities({ layout }: LabelEvidence): Problem[] {
  // If no line is known, it is enough to say that the file is not a label.
  if (layout.lines.length === 0) return [];
  return layout.oddities
    .slice(0, MOST_ODDITIES)
    .map(({ reason, line, text }) =>
      unusual(reason, 'warning', { line, column: 1 }, { text: excerpt(text) }),
    );
}

function valueProblems({ fields }: LabelEvidence): Problem[] {
  const problems: Problem[] = [];
  const start = lineOf(fields.lines, 'START WAL LOCATION');
  if (start !== undefined && fields.start !== undefined && !/^[0-9A-F]{24}$/.test(fields.start.file ?? '')) {
    problems.push(valueProblem('file-name-malformed', start));
  }
  if (start !== undefined && fields.start === undefined) problems.push(valueProblem('unknown-value', start));
  const checkpoint = lineOf(fields.lines, 'CHECKPOINT LOCATION');
  if (checkpoint !== undefined && fields.checkpointLsn === undefined) {
    problems.push(valueProblem('unknown-value', checkpoint));
  }
  const from = lineOf(fields.lines, 'BACKUP FROM');
  if (from !== undefined && fields.from === undefined) problems.push(valueProblem('unknown-value', from));
  const time = lineOf(fields.lines, 'START TIME');
  if (time !== undefined && fields.startTime === undefined)
    problems.push(valueProblem('time-malformed', time));
  return problems;
}

function valueProblem(reason: UnusualLabelReason, line: LabelLine): Problem {
  const place = { line: line.line, column: line.valueColumns.start };
  return unusual(reason, 'warning', place, { key: line.key, text: excerpt(line.text) });
}

/** Lines that are in the file, but not where the server looks for them. */
function misreadings({ fields, server }: LabelEvidence): Problem[] {
  if (server.refusedAt === 'start' || server.refusedAt === 'checkpoint') return [];
  const problems: Problem[] = [];
  const from = lineOf(fields.lines, 'BACKUP FROM');
  if (from !== undefined && server.from === undefined) {
    problems.push(notRead(from, fields.from === 'standby'));
  }
  const method = lineOf(fields.lines, 'BACKUP METHOD');
  if (method !== undefined && server.method === undefined) problems.push(notRead(method, false));
  return problems;
}

function notRead(line: LabelLine, decides: boolean): Problem {
  const place = { line: line.line, column: 1 };
  return unusual('not-read-by-server', decides ? 'error' : 'warning', place, { key: line.key });
}

function labelText({ fields, server }: LabelEvidence): Problem[] {
  const label = lineOf(fields.lines, 'LABEL');
  if (label === undefined || label.lastLine === label.line) return [];
  const place = { line: label.line, column: label.valueColumns.start };
  const problems = [unusual('multi-line-label', 'info', place, { lines: label.lastLine - label.line + 1 })];
  const blind = server.refusedAt === undefined && !server.incremental;
  if (fields.incrementalFrom !== undefined && blind)
    problems.push(unusual('hidden-incremental', 'error', place));
  return problems;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function unreadable(
  reason: UnreadableLabelReason,
  place?: Place,
  args?: Readonly<Record<string, string | number>>,
): Problem {
  return { code: 'unreadable-label', severity: 'error', ...place, args: { ...args, reason } };
}

function unusual(
  reason: UnusualLabelReason,
  severity: Problem['severity'],
  place?: Place,
  args?: Readonly<Record<string, string | number>>,
): Problem {
  return { code: 'unusual-label', severity, ...place, args: { ...args, reason } };
}

/** Everything that a label is judged by. */
export interface LabelEvidence {
  readonly input: TextInput;
  readonly layout: LabelLayout;
  readonly fields: LabelFields;
  readonly server: ServerReading;
}
