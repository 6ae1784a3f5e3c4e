import type { LabelKey, LabelLine } from '../../../core/formats/label/labelLines';

/** The kinds of file that the editor features know, by language id. */
export const DOCUMENT_KINDS = {
  'pg-backup-label': 'label',
  'pg-backup-history': 'backup-history',
  'pg-timeline-history': 'timeline-history',
  'pg-tablespace-map': 'tablespace-map',
} as const;

export type DocumentKind = (typeof DOCUMENT_KINDS)[keyof typeof DOCUMENT_KINDS];

/** What a location or name stands for in its line; `text` is one that merely occurs somewhere. */
export type Role = 'start' | 'stop' | 'checkpoint' | 'incremental' | 'switch' | 'text';

export type TokenKind = 'lsn' | 'segment' | 'backup-history' | 'timeline';

/** Something in a text that leads to WAL. Lines and columns count from 0, columns in UTF-16 units, as VS Code does. */
export interface WalToken {
  readonly kind: TokenKind;
  readonly role: Role;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

const KEY_ROLES: Partial<Record<LabelKey, Role>> = {
  'START WAL LOCATION': 'start',
  'STOP WAL LOCATION': 'stop',
  'CHECKPOINT LOCATION': 'checkpoint',
  'INCREMENTAL FROM LSN': 'incremental',
};
const TIMELINE_KEYS: readonly LabelKey[] = ['START TIMELINE', 'STOP TIMELINE', 'INCREMENTAL FROM TLI'];
const TIMELINE = /^\d{1,10}$/;
const SWITCH_LINE = /^\s*(\d{1,10})(?:\s+(\S+))?/;
const LSN = /^[0-9A-Fa-f]{1,8}\/[0-9A-Fa-f]{1,8}$/;
/** In free text a location needs five low digits, so that dates such as 11/2026 are none. */
const IN_TEXT =
  /(?<![\w/])(?:([0-9A-F]{24}\.[0-9A-F]{8}\.backup)|([0-9A-F]{24})|([0-9A-F]{1,8}\/[0-9A-F]{5,8}))(?![\w/])/g;
/** Real files have a handful of lines, timeline histories at most some hundred. */
const MOST_LINES = 10_000;
const LONGEST_LINE = 4096;

/** The lines of a text, without the parts that no real file has. */
export function splitText(text: string): string[] {
  return text.split(/\r?\n/, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
}

/** Locations and names of a label or backup history file; `keyLines` tells which line has which meaning. */
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
  if (columns === undefined) return freeTokens(text, line, from, role);
  const column = columns.start - 1;
  const lsn: WalToken = { kind: 'lsn', role, line, column, text: text.slice(column, columns.end - 1) };
  return [lsn, ...freeTokens(text, line, columns.end - 1, role)];
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
    if (LSN.test(where)) found.push({ kind: 'lsn', role: 'switch', line, column, text: where });
    else found.push(...freeTokens(match[0], line, column, 'switch'));
    return [...found, ...freeTokens(text, line, match[0].length)];
  });
}

function freeTokens(text: string, line: number, from = 0, role: Role = 'text'): WalToken[] {
  return [...text.matchAll(IN_TEXT)]
    .filter((match) => match.index >= from)
    .map((match) => {
      const kind = match[1] !== undefined ? 'backup-history' : match[2] !== undefined ? 'segment' : 'lsn';
      return { kind, role: kind === 'lsn' ? 'text' : role, line, column: match.index, text: match[0] };
    });
}
