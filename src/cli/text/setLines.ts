import { awaitsProof } from '../../core/model/verdict';
import type { ReportPosition, ReportRange, ReportSet } from '../../core/report/report';
import { stopSourceWords } from '../../core/report/words';
import { evidenceLine } from '../../core/report/partWords';
import { ENGLISH } from '../../core/report/speech';
import { setToReport } from '../../core/report/toReport';
import type { BackupSet } from '../../core/model/backupSet';
import { counted, formatBytes, formatCount } from '../../core/ground/sizes';
import { isTool, toolOf } from '../../core/formats/tools/backupTools';
import { isHistoryAlone, layoutName } from '../../core/model/layout';
import { typeOfBackup } from '../../core/catalog/tools/toolWords';
import { findingLines } from './findingLines';
import { alignColumns, type TextStyle, type Paint, printable, verdictCell } from './layout';
import { visibleText } from '../../core/report/visibleText';

/** A label may be a page long; one must not push the columns of all others away. */
const LONGEST_LABEL = 60;

/** One set in one row of `list`. */
export function setRow(set: ReportSet, paint: Paint): readonly string[] {
  return [
    verdictCell(set.verdict, paint),
    (set.label === null ? '(no label)' : visibleText(set.label, LONGEST_LABEL)) + toolText(set),
    printable(set.start?.time ?? '(no start time)'),
    walSummary(set),
    printable(set.path),
  ];
}

/** The tool, the kind and the retention of a backup: `(pgBackRest incr, depends on NAME)`, `(WAL-G full, permanent)`. */
function toolText(set: ReportSet): string {
  const { layout, label, parentId } = set;
  if (!isTool(layout)) return '';
  const words = [`${layoutName(layout)} ${printable(typeOfBackup(set))}`];
  const parent = parentId?.split('/').at(-1);
  // pgBackRest's names begin with that of the full backup.
  if (parent !== undefined && label?.startsWith(`${parent}_`) !== true)
    words.push(`depends on ${visibleText(parent, LONGEST_LABEL)}`);
  if (set.keep !== null) words.push(keepText(set.keep));
  return ` (${words.join(', ')})`;
}

/** The current time is not known here, so the end of a pin is shown as it is. */
function keepText({ word, until, ownWalOnly }: NonNullable<ReportSet['keep']>): string {
  if (word === 'kept' && ownWalOnly) return 'kept, own WAL only';
  return until === null ? word : `${word} until ${printable(until)}`;
}

function keepDetail(keep: NonNullable<ReportSet['keep']>): string {
  return keepText(keep) + (keep.word === 'permanent' ? ', with its own WAL only' : '');
}

function walSummary({ requiredWal, missingWal, stop, start, parts, evidence }: ReportSet): string {
  const { count } = requiredWal;
  if (start === null || count === 0) return 'WAL unknown';
  const there =
    missingWal.count === 0
      ? counted(count, 'segment')
      : `${formatCount(count - missingWal.count)} of ${counted(count, 'segment')}`;
  if (awaitsProof(parts.wal.verdict)) return `${there}, not verified`;
  if (stop !== null) return there;
  // A finding below the row explains a fault; if only the end is unknown, nothing else says what to do.
  return `${there} so far, stop location unknown${evidence.wal === 'records' ? '' : ' (run verify)'}`;
}

/** Everything about one set, as `verify` shows it. */
export function* setDetails(judged: BackupSet, look: TextStyle): Generator<string> {
  const set = setToReport(judged);
  const label = set.label === null ? '(no label)' : printable(set.label);
  yield `${verdictCell(set.verdict, look.paint).trimEnd()}  ${label}`;
  yield* alignColumns(detailRows(set, evidenceLine(judged, ENGLISH)).map((row) => ['   ', ...row]));
  for (const finding of set.findings) yield* findingLines(finding, '     ', look);
}

function* detailRowsOf(set: ReportSet, evidence: string): Generator<readonly string[]> {
  const version = set.serverVersion === null ? '' : ` of PostgreSQL ${set.serverVersion}`;
  // The method in a label does not matter for a restore.
  const method = isTool(set.layout) && set.method !== null ? ` ${printable(set.method)}` : '';
  yield ['path', `${printable(set.path)} (${set.kind} backup${version}, ${layoutName(set.layout)}${method})`];
  if (set.parentId !== null) yield ['depends on', printable(set.parentId)];
  if (set.status !== null) yield ['status', printable(set.status)];
  if (set.keep !== null) yield ['retention', keepDetail(set.keep)];
  if (set.start !== null) yield ['start', positionText(set.start)];
  if (set.stop === null) yield ['stop', 'unknown'];
  else yield ['stop', `${positionText(set.stop)}  (from the ${stopSourceWords(set.stop.source)})`];
  const { requiredWal, missingWal } = set;
  if (requiredWal.count > 0) {
    const size = formatBytes(BigInt(requiredWal.bytes));
    yield ['WAL', `${counted(requiredWal.count, 'segment')}, ${size}: ${rangesText(requiredWal.ranges)}`];
  }
  if (missingWal.count > 0) yield ['missing', rangesText(missingWal.ranges)];
  yield ['evidence', evidence];
  const files = filesText(set);
  if (files !== '') yield ['files', files];
}

/** What the verdict does not cover. */
function filesText(set: ReportSet): string {
  const { evidence } = set;
  // A finding covers files in a tool's own storage format.
  const own = (toolOf(set.layout)?.dataFiles ?? 'plain') !== 'plain';
  if (evidence.files === 'sizes-only') return 'only names and sizes compared, because there are no checksums';
  if (evidence.files === 'checked' || isHistoryAlone(set) || own) return '';
  return evidence.files === 'no-manifest'
    ? 'not checked, because there is no backup manifest'
    : 'not compared with the manifest (use --files)';
}

function detailRows(set: ReportSet, evidence: string): (readonly string[])[] {
  return [...detailRowsOf(set, evidence)];
}

function positionText({ lsn, segment, time }: ReportPosition): string {
  return printable([lsn, segment, time].filter((part) => part !== null).join('  '));
}

const MOST_RANGES = 20;

function rangesText(ranges: readonly ReportRange[]): string {
  const shown = ranges.slice(0, MOST_RANGES).map(rangeText).join(', ');
  return ranges.length > MOST_RANGES
    ? `${shown} and ${counted(ranges.length - MOST_RANGES, 'more range')}`
    : shown;
}

/** Both ends of a range, or the only segment of it. */
export function rangeText({ first, last, count }: ReportRange): string {
  return count === 1 ? first : `${first} – ${last}`;
}
