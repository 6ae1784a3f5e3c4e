import { type Lsn, parseLsn } from '../../ground/lsn';

/** The keys of backup labels and backup history files, 9.0 to 19. */
export type LabelKey =
  | 'START WAL LOCATION'
  | 'STOP WAL LOCATION'
  | 'CHECKPOINT LOCATION'
  | 'BACKUP METHOD'
  | 'BACKUP FROM'
  | 'START TIME'
  | 'LABEL'
  | 'START TIMELINE'
  | 'STOP TIME'
  | 'STOP TIMELINE'
  | 'INCREMENTAL FROM LSN'
  | 'INCREMENTAL FROM TLI';

/** Columns from 1, in UTF-16 code units as editors count; `end` is the column after the last character. */
export interface ColumnRange {
  readonly start: number;
  readonly end: number;
}

/** The position of a key. A label text with newlines extends from `line` to `lastLine`. */
export interface LabelLine {
  readonly key: LabelKey;
  /** From 1. */
  readonly line: number;
  readonly lastLine: number;
  /** The key without its colon. */
  readonly keyColumns: ColumnRange;
  /** The text after `KEY: `, on the first line. */
  readonly valueColumns: ColumnRange;
  /** The location on START, STOP, CHECKPOINT and INCREMENTAL lines, if it can be read, and its columns. */
  readonly lsn?: Lsn;
  readonly lsnColumns?: ColumnRange;
  /** The 24-digit name on START and STOP lines. */
  readonly fileColumns?: ColumnRange;
  /** The text after `KEY: `; all of it, if the label contains newlines. */
  readonly text: string;
}

/** One line of the file as written, without its line end. */
export interface RawLine {
  readonly text: string;
  readonly line: number;
}

/** The keys of a format: those above the label text and those below it, in order. */
export interface LabelShape {
  readonly head: readonly LabelKey[];
  readonly tail: readonly LabelKey[];
}

/** The lines by key, and what does not belong in the file. */
export interface LabelLayout {
  readonly lines: readonly LabelLine[];
  readonly oddities: readonly LabelOddity[];
}

export interface LabelOddity {
  readonly reason: 'unknown-line' | 'duplicate-line' | 'order';
  readonly line: number;
  readonly text: string;
}

const FIRST_WORD = /^(\s*)(\S+)/;
const FILE = /\(file ([0-9A-Fa-f]{24})\)/;
const MANDATORY: readonly LabelKey[] = ['START WAL LOCATION', 'CHECKPOINT LOCATION', 'START TIME'];

/** Splits a text at newlines; a carriage return before one is part of the line end. */
export function splitLines(text: string): RawLine[] {
  const parts = text.split('\n');
  if (parts.at(-1) === '') parts.pop();
  return parts.map((part, index) => ({ text: part.replace(/\r$/, ''), line: index + 1 }));
}

/**
 * Finds the keys. The label text is not escaped and may contain newlines and lines that look like keys. So the head is
 * read from the top and the tail from the bottom upward; what remains between them is the label.
 */
export function readLayout(raw: readonly RawLine[], shape: LabelShape): LabelLayout {
  const labelAt = raw.findIndex((line) => keyOf(line.text) === 'LABEL');
  const headEnd = labelAt === -1 ? raw.length : labelAt;
  const tailAt = labelAt === -1 ? raw.length : tailStart(raw, labelAt + 1, shape.tail);
  const lines: LabelLine[] = [];
  const oddities: LabelOddity[] = [];
  readHead(raw.slice(0, headEnd), shape, labelAt === -1, lines, oddities);
  if (labelAt !== -1) readLabel(raw.slice(labelAt, tailAt), lines, oddities);
  for (const line of raw.slice(tailAt)) pushLine(line, lines);
  return { lines, oddities };
}

/** The first line of the tail: from the bottom up, known keys in reverse order, each once. */
function tailStart(raw: readonly RawLine[], lowest: number, tail: readonly LabelKey[]): number {
  let rank = tail.length;
  let at = raw.length;
  while (at > lowest) {
    const key = keyOf(raw[at - 1]?.text ?? '');
    const found = key === undefined ? -1 : tail.indexOf(key);
    if (found === -1 || found >= rank) return at;
    rank = found;
    at--;
  }
  return at;
}

function readHead(
  raw: readonly RawLine[],
  shape: LabelShape,
  withTail: boolean,
  lines: LabelLine[],
  oddities: LabelOddity[],
): void {
  const order = withTail ? [...shape.head, ...shape.tail] : shape.head;
  let rank = -1;
  for (const line of raw) {
    const key = keyOf(line.text);
    const found = key === undefined ? -1 : order.indexOf(key);
    if (key === undefined || found === -1) {
      oddities.push({ reason: 'unknown-line', line: line.line, text: line.text });
    } else if (lines.some((seen) => seen.key === key)) {
      oddities.push({ reason: 'duplicate-line', line: line.line, text: key });
    } else {
      if (found < rank) oddities.push({ reason: 'order', line: line.line, text: key });
      rank = Math.max(rank, found);
      pushLine(line, lines);
    }
  }
}

/** The label itself. A key that every label has, and that is not above it, was moved below it. */
function readLabel(raw: readonly RawLine[], lines: LabelLine[], oddities: LabelOddity[]): void {
  const own: RawLine[] = [];
  const moved: RawLine[] = [];
  for (const line of raw) {
    const key = keyOf(line.text);
    const missing = key !== undefined && MANDATORY.includes(key) && !lines.some((seen) => seen.key === key);
    if (missing) {
      oddities.push({ reason: 'order', line: line.line, text: key });
      moved.push(line);
      pushLine(line, lines);
    } else {
      own.push(line);
    }
  }
  const first = own[0];
  if (first === undefined) return;
  const text = own.map((line, index) => (index === 0 ? valueOf(line.text, 'LABEL') : line.text)).join('\n');
  const label = labelLine(first, 'LABEL');
  lines.push({ ...label, lastLine: own.at(-1)?.line ?? first.line, text });
}

function pushLine(raw: RawLine, lines: LabelLine[]): void {
  const key = keyOf(raw.text);
  if (key !== undefined) lines.push(labelLine(raw, key));
}

const KEYS: ReadonlySet<string> = new Set<LabelKey>([
  'START WAL LOCATION',
  'STOP WAL LOCATION',
  'CHECKPOINT LOCATION',
  'BACKUP METHOD',
  'BACKUP FROM',
  'START TIME',
  'LABEL',
  'START TIMELINE',
  'STOP TIME',
  'STOP TIMELINE',
  'INCREMENTAL FROM LSN',
  'INCREMENTAL FROM TLI',
]);

function isKey(text: string): text is LabelKey {
  return KEYS.has(text);
}

/** The key at the start of a line, if a colon follows it. */
export function keyOf(text: string): LabelKey | undefined {
  const colon = text.indexOf(':');
  const key = colon === -1 || colon > 20 ? '' : text.slice(0, colon);
  return isKey(key) ? key : undefined;
}

function valueOf(text: string, key: LabelKey): string {
  return text.slice(valueStart(text, key));
}

function valueStart(text: string, key: LabelKey): number {
  return key.length + (text[key.length + 1] === ' ' ? 2 : 1);
}

function labelLine(raw: RawLine, key: LabelKey): LabelLine {
  const start = valueStart(raw.text, key);
  const text = raw.text.slice(start);
  const base = {
    key,
    line: raw.line,
    lastLine: raw.line,
    keyColumns: { start: 1, end: key.length + 1 },
    valueColumns: { start: start + 1, end: raw.text.length + 1 },
    text,
  };
  return { ...base, ...locationIn(key, text, start), ...fileColumns(key, text, start) };
}

function locationIn(
  key: LabelKey,
  text: string,
  offset: number,
): { readonly lsn?: Lsn; readonly lsnColumns?: ColumnRange } {
  if (!key.endsWith('LOCATION') && key !== 'INCREMENTAL FROM LSN') return {};
  const [, blanks = '', word = ''] = FIRST_WORD.exec(text) ?? [];
  const lsn = parseLsn(word);
  const start = offset + blanks.length + 1;
  return lsn === undefined ? {} : { lsn, lsnColumns: { start, end: start + word.length } };
}

function fileColumns(key: LabelKey, text: string, offset: number): { fileColumns?: ColumnRange } {
  if (!key.endsWith('WAL LOCATION')) return {};
  const match = FILE.exec(text);
  if (match === null) return {};
  const start = offset + match.index + '(file '.length + 1;
  return { fileColumns: { start, end: start + 24 } };
}
