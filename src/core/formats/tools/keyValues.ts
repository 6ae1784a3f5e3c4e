import type { Problem } from '../parsed';
import { decodeText } from '../textInput';
import { toolProblem } from './toolProblem';

/** A value as text, and its line, from 1; JSON has no lines. */
export interface RawValue {
  readonly text: string;
  readonly line?: number;
}

export interface KeyValueFile {
  readonly values: ReadonlyMap<string, RawValue>;
  readonly problems: readonly Problem[];
}

/** Tools write a few kilobytes; anything after this is ignored. */
const LARGEST = 1024 * 1024;
/** No field that is read comes near this; a longer value is left out. */
const LONGEST_VALUE = 64 * 1024;
const NEWLINE = 0x0a;
const MOST_PROBLEMS = 10;

/**
 * Reads `key=value` lines; blanks around both are removed, lines that begin with `#` are skipped. The first value of a
 * key counts. A last line without its end is ignored: its value may be cut.
 */
export function readKeyValues(bytes: Uint8Array): KeyValueFile {
  const values = new Map<string, RawValue>();
  const problems: Problem[] = [];
  if (bytes.length === 0) problems.push(toolProblem('empty'));
  else if (bytes.subarray(0, LARGEST).includes(0)) problems.push(toolProblem('binary'));
  else if (bytes.length > LARGEST) problems.push(toolProblem('too-large'));
  else if (bytes.at(-1) !== NEWLINE) problems.push(toolProblem('cut', bytes.length));
  let line = 0;
  for (const text of wholeLines(bytes.subarray(0, LARGEST))) {
    line++;
    const problem = addLine(values, text.replace(/\r$/, ''), line);
    if (problem !== undefined && problems.length < MOST_PROBLEMS) problems.push(problem);
  }
  return { values, problems };
}

function* wholeLines(bytes: Uint8Array): Generator<string> {
  let from = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    // Enough of a long line to recognize its key.
    yield decodeText(bytes.subarray(from, Math.min(end, from + LONGEST_VALUE + 1024)));
    from = end + 1;
  }
}

function addLine(values: Map<string, RawValue>, text: string, line: number): Problem | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const equals = trimmed.indexOf('=');
  if (equals < 1) return { ...toolProblem('malformed', trimmed), line, column: 1 };
  const key = trimmed.slice(0, equals).trim();
  const value = trimmed.slice(equals + 1).trim();
  if (value.length > LONGEST_VALUE) return { ...toolProblem('long-value', key), line, column: 1 };
  if (!values.has(key)) values.set(key, { text: value, line });
  return undefined;
}
