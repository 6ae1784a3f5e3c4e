import { type Lsn, parseLsn } from '../../../core/ground/lsn';
import type { LabelKey, LabelLine } from '../../../core/formats/label/labelLines';

/** The kinds of file that the editor features know, by language id. */
export const DOCUMENT_KINDS = {
  'pg-backup-label': 'label',
  'pg-backup-history': 'backup-history',
  'pg-timeline-history': 'timeline-history',
  'pg-tablespace-map': 'tablespace-map',
} as const;

export type DocumentKind = (typeof DOCUMENT_KINDS)[keyof typeof DOCUMENT_KINDS];

/** What a location or name means in its line; `text` is one that occurs in other text. */
export type TokenRole = 'start' | 'stop' | 'checkpoint' | 'incremental' | 'switch' | 'text';

/** Lines and columns count from 0, columns in UTF-16 units, as VS Code does. */
interface TokenPosition {
  readonly role: TokenRole;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A location. Its text was parsed once, when the document was read. */
interface LsnToken extends TokenPosition {
  readonly kind: 'lsn';
  readonly lsn: Lsn;
}

/** A name or a number that refers to WAL. */
interface NameToken extends TokenPosition {
  readonly kind: 'segment' | 'backup-history' | 'timeline';
}

/** A part of a text that refers to WAL. */
export type WalToken = LsnToken | NameToken;

const KEY_ROLES: Partial<Record<LabelKey, TokenRole>> = {
  'START WAL LOCATION': 'start',
  'STOP WAL LOCATION': 'stop',
  'CHECKPOINT LOCATION': 'checkpoint',
  'INCREMENTAL FROM LSN': 'incremental',
};
const TIMELINE_KEYS: readonly LabelKey[] = ['START TIMELINE', 'STOP TIMELINE', 'INCREMENTAL FROM TLI'];
const TIMELINE = /^\d{1,10}$/;
const SWITCH_LINE = /^\s*(\d{1,10})(?:\s+(\S+))?/;
/** In free text a location needs five low digits, so that dates such as 11/2026 are not recognized. */
const IN_TEXT =
  /(?<![\w/])(?:([0-9A-F]{24}\.[0-9A-F]{8}\.backup)|([0-9A-F]{24})|([0-9A-F]{1,8}\/[0-9A-F]{5,8}))(?![\w/])/g;
/** Real files have a handful of lines, timeline histories at most some hundred. */
const MOST_LINES = 10_000;
const LONGEST_LINE = 4096;

/** The lines of a text, without the parts that no real file has. */
export function splitText(text: string): string[] {
  return text.split(/\r?\n/, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
}

/** Locations and names of a label or backup history file; `keyLines` has the meaning of each line. */
export function labelTokens(lines: readonly string[], keyLines: readonly LabelLine[]): WalToken[] {
  const keyed = new Map(keyLines.map((line) => [line.line - 1, line]));
  return lines.flatMap((text, line) => {
    const key = keyed.get(line);
    return key === undefined ? freeTokens(text, line) : keyLineTokens(text, line, key);
  });
}

function keyLineTokens(text: string, line: number, key: LabelLine): WalToken[] {
  const role = KEY_ROLES[key.key] ?? 'text';
  const from = key.valueColumns.start - 1;
  if (TIMELINE_KEYS.includes(key.key) && TIMELINE.test(key.text)) {
    return [{ kind: 'timeline', role: 'text', line, column: from, text: key.text }];
  }
  const columns = key.lsnColumns;
  if (columns === undefined || key.lsn === undefined) return freeTokens(text, line, from, role);
  const column = columns.start - 1;
  const shown = text.slice(column, columns.end - 1);
  const location: WalToken = { kind: 'lsn', lsn: key.lsn, role, line, column, text: shown };
  return [location, ...freeTokens(text, line, columns.end - 1, role)];
}

/** Locations and names of a timeline history: `PARENT LSN reason`, up to 9.2 `PARENT SEGMENT reason`. */
export function switchTokens(lines: readonly string[]): WalToken[] {
  return lines.flatMap((text, line) => {
    const match = SWITCH_LINE.exec(text);
    const timeline = match?.[1];
    if (match === null || timeline === undefined) return freeTokens(text, line);
    const where = match[2] ?? '';
    const column = match[0].length - where.length;
    const found: WalToken[] = [
      { kind: 'timeline', role: 'switch', line, column: text.indexOf(timeline), text: timeline },
    ];
    const lsn = parseLsn(where);
    if (lsn !== undefined) found.push({ kind: 'lsn', lsn, role: 'switch', line, column, text: where });
    else found.push(...freeTokens(match[0], line, column, 'switch'));
    return [...found, ...freeTokens(text, line, match[0].length)];
  });
}

function freeTokens(text: string, line: number, from = 0, role: TokenRole = 'text'): WalToken[] {
  return [...text.matchAll(IN_TEXT)]
    .filter((match) => match.index >= from)
    .map((match): WalToken => {
      const place = { line, column: match.index, text: match[0] };
      const lsn = parseLsn(match[3] ?? '');
      if (lsn !== undefined) return { kind: 'lsn', lsn, role: 'text', ...place };
      return { kind: match[1] === undefined ? 'segment' : 'backup-history', role, ...place };
    });
}
