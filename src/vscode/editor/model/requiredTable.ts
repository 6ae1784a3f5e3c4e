import type { SegmentRun } from '../../../core/model/requiredWal';
import { baseName, parentPath } from '../../../core/ground/paths';
import type { WalGeometry } from '../../../core/wal/geometry';
import { rangeCount, segmentName, type SegmentRange } from '../../../core/wal/segmentName';
import { formatCount } from '../../../core/ground/sizes';
import { Markdown, safe } from './markdown';
import type { ViewedWal } from './walView';

/** Up to this many segments are all shown; longer lists show both ends. */
const MOST_ROWS = 12;
const END_ROWS = 5;
const MOST_HOLES = 3;

/** One row for each segment with its state; for long lists, both ends and a summary of the middle. */
export function requiredTable(
  wal: ViewedWal,
  geometry: WalGeometry,
  fullList: Markdown | undefined,
): Markdown {
  const runs = wal.runs ?? wal.ranges;
  const places = archiveNames(wal.runs ?? []);
  const row = (piece: SegmentRange | SegmentRun): Markdown => {
    const name = Markdown.code(segmentName(piece.timeline, piece.first, geometry));
    return safe`\n| ${stateMark(piece)} ${name} | ${stateWords(piece, places)} |`;
  };
  const head = safe`| | |\n|---|---|`;
  if (wal.count <= MOST_ROWS) return Markdown.join([head, ...singles(runs).map(row)], '');
  const first = singles(clip(runs, 0, END_ROWS));
  const last = singles(clip(runs, wal.count - END_ROWS, END_ROWS));
  const between = clip(runs, END_ROWS, wal.count - 2 * END_ROWS);
  const link = fullList === undefined ? safe`` : safe` · ${fullList}`;
  const middle = safe`\n| … | ${betweenWords(between, geometry, wal.runs !== undefined)}${link} |`;
  return Markdown.join([head, ...first.map(row), middle, ...last.map(row)], '');
}

/** The part of runs with `count` segments from the one at `skip` on. */
function clip<R extends SegmentRange>(runs: readonly R[], skip: number, count: number): R[] {
  const out: R[] = [];
  let at = 0;
  for (const run of runs) {
    const length = rangeCount(run);
    const from = Math.max(skip - at, 0);
    const to = Math.min(skip + count - at, length);
    if (from < to) out.push({ ...run, first: run.first + from, last: run.first + to - 1 });
    at += length;
    if (at >= skip + count) break;
  }
  return out;
}

function singles<R extends SegmentRange>(runs: readonly R[]): R[] {
  return runs.flatMap((run) =>
    Array.from({ length: rangeCount(run) }, (_, index) => ({
      ...run,
      first: run.first + index,
      last: run.first + index,
    })),
  );
}

function isRun(piece: SegmentRange | SegmentRun): piece is SegmentRun {
  return 'state' in piece;
}

function stateMark(piece: SegmentRange | SegmentRun): string {
  if (!isRun(piece)) return '·';
  return { present: '✓', absent: '·', missing: '✗', wrong: '✗' }[piece.state];
}

/** Where a segment is and how far it was read, or what is wrong with it. */
export function stateWords(piece: SegmentRange | SegmentRun, places: ReadonlyMap<string, string>): Markdown {
  if (!isRun(piece)) return safe`not looked up`;
  if (piece.state === 'missing') return safe`**missing**`;
  if (piece.state === 'absent') return safe`not found, perhaps not needed`;
  const place = placeWords(piece, places);
  if (piece.state === 'wrong') return safe`**${wrongWords(piece)}** in ${place}`;
  const level = { names: '', headers: ', first page read', records: ', verified' }[piece.level];
  return safe`${place}${level}`;
}

function placeWords(run: SegmentRun, places: ReadonlyMap<string, string>): string {
  const place = run.archive === undefined ? 'archive' : (places.get(run.archive) ?? baseName(run.archive));
  return run.suffix === '' ? place : `${place} (${run.suffix})`;
}

/** A finding's code reads as words: `recycled-segment` is a recycled segment. */
export function wrongWords(run: SegmentRun): string {
  return (run.code ?? 'unusable').replace(/-/g, ' ');
}

/** The last part of each archive's path, with the one before it if two would look the same. */
export function archiveNames(runs: readonly SegmentRun[]): ReadonlyMap<string, string> {
  const paths = new Set(runs.map((run) => run.archive).filter((path) => path !== undefined));
  const names = new Map<string, string>();
  for (const path of paths) {
    const twin = [...paths].some((other) => other !== path && baseName(other) === baseName(path));
    names.set(path, twin ? `${baseName(parentPath(path))}/${baseName(path)}` : baseName(path));
  }
  return names;
}

function betweenWords(
  between: readonly (SegmentRange | SegmentRun)[],
  geometry: WalGeometry,
  known: boolean,
): Markdown {
  const total = between.reduce((sum, piece) => sum + rangeCount(piece), 0);
  if (!known) return safe`${formatCount(total)} more between`;
  const counts = { present: 0, missing: 0, absent: 0, wrong: 0 };
  for (const piece of between) if (isRun(piece)) counts[piece.state] += rangeCount(piece);
  if (counts.present === total) return safe`${formatCount(total)} more between, all present`;
  const holes = between.filter((piece) => isRun(piece) && piece.state !== 'present');
  const named = holes.slice(0, MOST_HOLES).map((hole) => rangeWords(hole, geometry));
  const more = holes.length > MOST_HOLES ? safe`, …` : safe``;
  const words = [
    counts.missing > 0 ? `${formatCount(counts.missing)} missing` : '',
    counts.absent > 0 ? `${formatCount(counts.absent)} not found` : '',
    counts.wrong > 0 ? `${formatCount(counts.wrong)} unusable` : '',
  ].filter((word) => word !== '');
  return safe`${formatCount(total)} more between, **${words.join(', ')}**: ${Markdown.join(named, ', ')}${more}`;
}

/** `…0A` or `…0A – …0F`. */
function rangeWords(range: SegmentRange, geometry: WalGeometry): Markdown {
  const first = Markdown.code(segmentName(range.timeline, range.first, geometry));
  if (range.first === range.last) return first;
  return safe`${first} – ${Markdown.code(segmentName(range.timeline, range.last, geometry))}`;
}
