import type { ReportPosition, ReportRange, ReportSet } from '../core/report/report';
import { counted, evidencePhrase, formatBytes, formatCount, stopSourceWords } from '../core/report/words';
import { findingLines } from './findingLines';
import type { Look, Paint } from './layout';
import { alignColumns, printable, verdictCell } from './layout';

/** One set in one row of `list`. */
export function setRow(set: ReportSet, paint: Paint): readonly string[] {
  return [
    verdictCell(set.verdict, paint),
    set.label === null ? '(no label)' : printable(set.label),
    printable(set.start?.time ?? '(no start time)'),
    walSummary(set),
    printable(set.path),
  ];
}

function walSummary({ requiredWal, missingWal, stop, start }: ReportSet): string {
  const { count } = requiredWal;
  if (start === null || count === 0) return 'WAL unknown';
  const there =
    missingWal.count === 0
      ? counted(count, 'segment')
      : `${formatCount(count - missingWal.count)} of ${counted(count, 'segment')}`;
  return stop === null ? `${there}, end open` : there;
}

/** Everything about one set, as `verify` shows it. */
export function* setDetails(set: ReportSet, look: Look): Generator<string> {
  const label = set.label === null ? '(no label)' : printable(set.label);
  yield `${verdictCell(set.verdict, look.paint).trimEnd()}  ${label}`;
  yield* alignColumns(detailRows(set).map((row) => ['   ', ...row]));
  for (const finding of set.findings) yield* findingLines(finding, '     ', look);
}

function* detailRowsOf(set: ReportSet): Generator<readonly string[]> {
  const version = set.serverVersion === null ? '' : ` of PostgreSQL ${set.serverVersion}`;
  yield ['path', `${printable(set.path)} (${set.kind} backup${version}, ${set.layout})`];
  if (set.start !== null) yield ['start', positionText(set.start)];
  if (set.stop === null) yield ['stop', 'unknown'];
  else yield ['stop', `${positionText(set.stop)}  (from the ${stopSourceWords(set.stop.source)})`];
  const { requiredWal, missingWal } = set;
  if (requiredWal.count > 0) {
    const size = formatBytes(BigInt(requiredWal.bytes));
    yield ['WAL', `${counted(requiredWal.count, 'segment')}, ${size}: ${rangesText(requiredWal.ranges)}`];
  }
  if (missingWal.count > 0) yield ['missing', rangesText(missingWal.ranges)];
  yield ['rests on', evidencePhrase(set.evidence, set.verdict)];
}

function detailRows(set: ReportSet): (readonly string[])[] {
  return [...detailRowsOf(set)];
}

function positionText({ lsn, segment, time }: ReportPosition): string {
  return printable([lsn, segment, time].filter((part) => part !== null).join('  '));
}

const MOST_RANGES = 20;

function rangesText(ranges: readonly ReportRange[]): string {
  const shown = ranges.slice(0, MOST_RANGES).map(rangeText).join(', ');
  return ranges.length > MOST_RANGES
    ? `${shown} and ${formatCount(ranges.length - MOST_RANGES)} more ranges`
    : shown;
}

/** Both ends of a range, or the only segment of it. */
export function rangeText({ first, last, count }: ReportRange): string {
  return count === 1 ? first : `${first} – ${last}`;
}
