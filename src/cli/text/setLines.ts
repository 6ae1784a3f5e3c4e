import { awaitsProof } from '../../core/model/verdict';
import type { ReportPosition, ReportRange, ReportSet } from '../../core/report/report';
import { evidencePhrase, stopSourceWords } from '../../core/report/words';
import { counted, formatBytes, formatCount } from '../../core/ground/sizes';
import { typeOfBackup } from '../../core/catalog/tools/toolWords';
import { findingLines } from './findingLines';
import { alignColumns, type Look, type Paint, printable, verdictCell } from './layout';
import { visibleText } from '../../core/report/visibleText';
import { isToolLayout, layoutWords } from './layoutWords';

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

/** Whose backup it is, of which kind, and what spares it: `(pgBackRest incr, builds on NAME)`, `(WAL-G full, permanent)`. */
function toolText(set: ReportSet): string {
  const { layout, label, parentId } = set;
  if (!isToolLayout(layout)) return '';
  const words = [`${layoutWords(layout)} ${printable(typeOfBackup(set))}`];
  const parent = parentId?.split('/').at(-1);
  // pgBackRest's names begin with that of the full backup.
  if (parent !== undefined && label?.startsWith(`${parent}_`) !== true)
    words.push(`builds on ${visibleText(parent, LONGEST_LABEL)}`);
  if (set.keep !== null) words.push(keepText(set.keep));
  return ` (${words.join(', ')})`;
}

/** Nothing here knows what time it is, so the end of a pin is told and not judged. */
function keepText({ word, until, ownWalOnly }: NonNullable<ReportSet['keep']>): string {
  if (word === 'kept' && ownWalOnly) return 'kept, own WAL only';
  return until === null ? word : `${word} until ${printable(until)}`;
}

function keepDetail(keep: NonNullable<ReportSet['keep']>): string {
  return keepText(keep) + (keep.word === 'permanent' ? ', of its time only its own WAL' : '');
}

function walSummary({ requiredWal, missingWal, stop, start, verdict, evidence }: ReportSet): string {
  const { count } = requiredWal;
  if (start === null || count === 0) return 'WAL unknown';
  const there =
    missingWal.count === 0
      ? counted(count, 'segment')
      : `${formatCount(count - missingWal.count)} of ${counted(count, 'segment')}`;
  if (awaitsProof(verdict)) return `${there}, ${evidencePhrase(evidence, verdict)}`;
  if (stop !== null) return there;
  // A fault is told below the row; where only the end is unknown, nothing else tells what to do.
  return `${there} so far, end not known${evidence.wal === 'records' ? '' : ': verify finds it'}`;
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
  // The method of a label says nothing that matters for a restore.
  const method = isToolLayout(set.layout) && set.method !== null ? ` ${printable(set.method)}` : '';
  yield [
    'path',
    `${printable(set.path)} (${set.kind} backup${version}, ${layoutWords(set.layout)}${method})`,
  ];
  if (set.parentId !== null) yield ['builds on', printable(set.parentId)];
  if (set.status !== null) yield ['status', printable(set.status)];
  if (set.keep !== null) yield ['retention', keepDetail(set.keep)];
  if (set.start !== null) yield ['start', positionText(set.start)];
  if (set.stop === null) yield ['stop', 'not known'];
  else yield ['stop', `${positionText(set.stop)}  (from the ${stopSourceWords(set.stop.source)})`];
  const { requiredWal, missingWal } = set;
  if (requiredWal.count > 0) {
    const size = formatBytes(BigInt(requiredWal.bytes));
    yield ['WAL', `${counted(requiredWal.count, 'segment')}, ${size}: ${rangesText(requiredWal.ranges)}`];
  }
  if (missingWal.count > 0) yield ['missing', rangesText(missingWal.ranges)];
  yield ['rests on', evidencePhrase(set.evidence, set.verdict)];
  const files = filesText(set);
  if (files !== '') yield ['files', files];
}

/** What a verdict does not speak of: it must not be taken for more than it is. */
function filesText({ evidence, layout }: ReportSet): string {
  // Of files in a tool's own form a finding speaks.
  const own = layout === 'pgbackrest' || layout === 'wal-g' || layout === 'pg_probackup';
  if (evidence.files === 'sizes-only') return 'compared by names and sizes only: there are no checksums';
  if (evidence.files === 'checked' || layout === 'backup-history-file' || own) return '';
  return evidence.files === 'no-manifest'
    ? 'not checked: there is no backup manifest'
    : 'not compared with the manifest: --files does that';
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
