import type { Parsed, Problem } from './parsed';
import { decodeText } from './textInput';

/** One tablespace outside the data directory. */
export interface TablespaceEntry {
  readonly oid: number;
  /** Target of the link `pg_tblspc/OID`, as the server had it. */
  readonly path: string;
  /** Line on which the entry starts, from 1; an escaped newline in a path extends it over several lines. */
  readonly line: number;
}

export interface TablespaceMap {
  readonly entries: readonly TablespaceEntry[];
}

export type TablespaceMapReason =
  | 'oid-malformed'
  | 'path-missing'
  | 'relative-path'
  | 'empty-line'
  | 'duplicate-oid'
  | 'no-final-newline'
  | 'binary'
  | 'too-large';

const STRICT_SINCE = 140000;
const LARGEST = 4 * 1024 * 1024;
const MOST_PROBLEMS = 20;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BACKSLASH = 0x5c;
const OID = /^\d{1,10}$/;
/** With a drive on Windows, too. CREATE TABLESPACE accepts no other path. */
const ABSOLUTE = /^(?:[/\\]|[A-Za-z]:[/\\])/;

/**
 * Reads a `tablespace_map` (9.5 and later): one `OID PATH` per line. From 14 a backslash makes the next byte literal;
 * before, only a backslash right before a newline or carriage return is an escape. Without a version the rules of 14
 * apply. Errors: `read_tablespace_map` (xlog.c, xlogrecovery.c) refuses the file or loses a tablespace. A relative path
 * is only a warning: the server makes a link of it, whose target is then relative to pg_tblspc.
 */
export function parseTablespaceMap(bytes: Uint8Array, versionNum: number | undefined): Parsed<TablespaceMap> {
  const strict = versionNum === undefined || versionNum >= STRICT_SINCE;
  const problems: Problem[] = [];
  const head = bytes.subarray(0, LARGEST);
  if (bytes.length > LARGEST) problems.push(problem('too-large', 1, 1));
  const entries: TablespaceEntry[] = [];
  const seen = new Set<number>();
  let line = 1;
  for (const entry of splitEntries(head, strict)) {
    // Servers before 14 treat an empty line as a malformed entry.
    if (entry.bytes.length === 0 && !strict) problems.push(problem('empty-line', line, 1));
    const read = readEntry(entry.bytes, line, problems);
    if (read !== undefined) {
      if (seen.has(read.oid)) problems.push(problem('duplicate-oid', line, 1, { oid: read.oid }));
      seen.add(read.oid);
      entries.push(read);
    }
    if (!entry.ended) problems.push(endProblem(head, line + entry.lines - 1));
    line += entry.lines;
    if (problems.length > MOST_PROBLEMS) break;
  }
  const value = entries.length === 0 && problems.length > 0 ? undefined : { entries };
  return { value, problems: problems.slice(0, MOST_PROBLEMS) };
}

interface RawEntry {
  /** Unescaped. */
  readonly bytes: Uint8Array;
  readonly lines: number;
  readonly ended: boolean;
}

function* splitEntries(bytes: Uint8Array, strict: boolean): Generator<RawEntry> {
  const buffer = new Uint8Array(bytes.length);
  let length = 0;
  let lines = 1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const next = bytes[i + 1];
    if (byte === BACKSLASH && next !== undefined && (strict || next === NEWLINE || next === RETURN)) {
      if (next === NEWLINE) lines++;
      buffer[length++] = next;
      i++;
    } else if (byte === NEWLINE || byte === RETURN) {
      // A carriage return ends an entry as a newline does; the newline of a CRLF is then an empty entry.
      const beforeNewline = byte === RETURN && next === NEWLINE;
      yield { bytes: buffer.slice(0, length), lines: beforeNewline ? lines - 1 : lines, ended: true };
      length = 0;
      lines = 1;
    } else {
      buffer[length++] = byte;
    }
  }
  if (length > 0) yield { bytes: buffer.slice(0, length), lines, ended: false };
}

function readEntry(bytes: Uint8Array, line: number, problems: Problem[]): TablespaceEntry | undefined {
  if (bytes.length === 0) return undefined;
  const text = decodeText(bytes);
  const space = text.indexOf(' ');
  const oid = space === -1 ? text : text.slice(0, space);
  if (bytes.includes(0)) {
    problems.push(problem('binary', line, 1));
    return undefined;
  }
  if (!OID.test(oid) || Number(oid) > 0xffffffff) {
    problems.push(problem('oid-malformed', line, 1));
    return undefined;
  }
  const path = space === -1 ? '' : text.slice(space + 1);
  if (path === '') {
    problems.push(problem('path-missing', line, oid.length + 1));
    return undefined;
  }
  if (!ABSOLUTE.test(path))
    problems.push({ ...problem('relative-path', line, oid.length + 2), severity: 'warning' });
  return { oid: Number(oid), path, line };
}

/** From 14 this is fatal; before, the last tablespace is silently left out. */
function endProblem(bytes: Uint8Array, line: number): Problem {
  const lineStart = Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN)) + 1;
  return problem('no-final-newline', line, decodeText(bytes.subarray(lineStart)).length + 1);
}

function problem(
  reason: TablespaceMapReason,
  line: number,
  column: number,
  args?: Readonly<Record<string, string | number>>,
): Problem {
  return { code: 'unreadable-tablespace-map', severity: 'error', line, column, args: { ...args, reason } };
}
