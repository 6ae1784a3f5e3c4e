import { parseBackupHistory } from '../../../core/formats/label/backupHistory';
import { parseBackupLabel } from '../../../core/formats/label/backupLabel';
import type { LabelFields, LabelLocation } from '../../../core/formats/label/labelFields';
import type { LabelLine } from '../../../core/formats/label/labelLines';
import type { Problem } from '../../../core/formats/parsed';
import { parseTablespaceMap, type TablespaceEntry } from '../../../core/formats/tablespaceMap';
import type { TimelineSwitch } from '../../../core/wal/timelines';
import { parseTimelineHistory } from '../../../core/formats/timelineHistory';
import type { Lsn } from '../../../core/ground/lsn';
import { parseSegmentName } from '../../../core/wal/segmentName';
import { type DocumentKind, labelTokens, splitText, switchTokens, type WalToken } from './tokens';

/** A location that a line states, with the file name after it. */
export interface StatedLocation {
  readonly lsn: Lsn;
  readonly timeline: number | undefined;
  /** The `(file …)` text; empty if the line has none. */
  readonly file: string;
}

/** The parsed text of one open document, parsed once for each version of it. */
export interface TextFacts {
  readonly kind: DocumentKind;
  readonly tokens: readonly WalToken[];
  /** The positions of keys in a label or backup history file. */
  readonly lines: readonly LabelLine[];
  readonly switches: readonly TimelineSwitch[];
  readonly tablespaces: readonly TablespaceEntry[];
  readonly start: StatedLocation | undefined;
  readonly stop: StatedLocation | undefined;
  /** The timeline that a timeline history file is about, from its name. */
  readonly ownTimeline: number | undefined;
  readonly problems: readonly Problem[];
}

/** Larger than any timeline: a parent is not reported as wrong if the child is unknown. */
const UNKNOWN_CHILD = Number.MAX_SAFE_INTEGER;
const TIMELINE_FILE = /^([0-9A-F]{8})\.history$/;

/** Reads a text with the parser of its kind. `fileName` is the document's name without directories. */
export function readFacts(text: string, kind: DocumentKind, fileName: string): TextFacts {
  const bytes = new TextEncoder().encode(text);
  if (kind === 'tablespace-map') {
    const { value, problems } = parseTablespaceMap(bytes, undefined);
    return { ...NOTHING, kind, tablespaces: value?.entries ?? [], problems };
  }
  if (kind === 'timeline-history') return timelineFacts(text, bytes, fileName);
  const parsed = kind === 'label' ? parseBackupLabel(bytes) : parseBackupHistory(bytes);
  const fields = parsed.value;
  const lines = fields?.lines ?? [];
  const tokens = labelTokens(splitText(text), lines);
  const stop = fields !== undefined && 'stop' in fields ? fields : undefined;
  return {
    ...NOTHING,
    kind,
    tokens,
    lines,
    start: stated(fields?.start, startTimeline(fields)),
    stop: stated(stop?.stop, stop?.stopTimeline),
    problems: parsed.problems,
  };
}

const NOTHING = {
  tokens: [],
  lines: [],
  switches: [],
  tablespaces: [],
  start: undefined,
  stop: undefined,
  ownTimeline: undefined,
};

function timelineFacts(text: string, bytes: Uint8Array, fileName: string): TextFacts {
  const digits = TIMELINE_FILE.exec(fileName)?.[1];
  const ownTimeline = digits === undefined ? undefined : Number.parseInt(digits, 16);
  const { value, problems } = parseTimelineHistory(bytes, ownTimeline ?? UNKNOWN_CHILD);
  const tokens = switchTokens(splitText(text));
  return {
    ...NOTHING,
    kind: 'timeline-history',
    tokens,
    switches: value?.switches ?? [],
    ownTimeline,
    problems,
  };
}

function startTimeline(fields: LabelFields | undefined): number | undefined {
  return parseSegmentName(fields?.start?.file ?? '')?.timeline ?? fields?.startTimeline;
}

function stated(
  location: LabelLocation | undefined,
  timeline: number | undefined,
): StatedLocation | undefined {
  return location === undefined ? undefined : { lsn: location.lsn, timeline, file: location.file ?? '' };
}

/** The segment name in the same line as a location, or ''. */
export function statedFile(tokens: readonly WalToken[], beside: WalToken): string {
  return tokens.find((token) => token.kind === 'segment' && token.line === beside.line)?.text ?? '';
}

/** The token at a position, or undefined. */
export function tokenAt(facts: TextFacts, line: number, column: number): WalToken | undefined {
  return facts.tokens.find(
    (token) => token.line === line && column >= token.column && column <= token.column + token.text.length,
  );
}

/** The location of a START, STOP, CHECKPOINT or switch line, wherever in the line the position is. */
export function tokenOfLine(facts: TextFacts, line: number): WalToken | undefined {
  const inLine = facts.tokens.filter((token) => token.line === line && token.role !== 'text');
  return inLine.find((token) => token.kind === 'lsn') ?? inLine.find((token) => token.kind === 'segment');
}
