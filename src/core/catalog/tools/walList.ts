import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { classifyWalFile } from '../../wal/fileName';
import type { WalGeometry } from '../../wal/geometry';
import { rangeCount, type SegmentRange } from '../../wal/segmentName';
import { SegmentCollector } from '../find/inventory';

const PIECE = 1024 * 1024;
/** Two million lines. Reading a longer list is not worth the hint. */
const LARGEST = 128 * PIECE;
/** Names are at the beginning of a line. */
const LONGEST_LINE = 4096;

/**
 * Compares Barman's list of its WAL (`xlog.db`: name, size, time, compression, separated by tabs) with the files on
 * disk. It may be outdated, so differences are notes and nothing is concluded from them. Read in pieces.
 */
export async function walListFindings(
  tree: FileTree,
  list: string,
  onDisk: readonly SegmentRange[],
  geometry: WalGeometry,
): Promise<Finding[]> {
  const listed = await readList(tree, list);
  if (listed === undefined) return [];
  const ranges = listed.runs(geometry).runs;
  const absent = countWithout(ranges, onDisk);
  const unlisted = countWithout(onDisk, ranges);
  if (absent === 0 && unlisted === 0) return [];
  return [{ code: 'wal-list-mismatch', severity: 'info', file: list, args: { absent, unlisted } }];
}

async function readList(tree: FileTree, list: string): Promise<SegmentCollector | undefined> {
  const listed = new SegmentCollector();
  const decoder = new TextDecoder();
  let rest = '';
  for (let at = 0; at < LARGEST; at += PIECE) {
    const bytes = await tree.read(list, at, PIECE);
    if (isFailure(bytes)) return undefined;
    const lines = (rest + decoder.decode(bytes)).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) addLine(listed, line);
    if (bytes.length < PIECE) return listed;
  }
  return undefined;
}

function addLine(listed: SegmentCollector, line: string): void {
  const name = line.split('\t', 1)[0] ?? '';
  const file = classifyWalFile(name);
  if (file?.kind === 'segment') listed.add(file.parts, '');
}

/**
 * The number of segments of `ranges` that are in none of `others`; both are ascending, by timeline first, and disjoint.
 */
function countWithout(ranges: readonly SegmentRange[], others: readonly SegmentRange[]): number {
  let count = 0;
  let from = 0;
  for (const range of ranges) {
    count += rangeCount(range);
    // The last range that overlapped may reach into the next one, so it is kept.
    for (let next = others[from]; next !== undefined && isBefore(next, range); next = others[from]) from++;
    for (let at = from; at < others.length; at++) {
      const other = others[at];
      if (other?.timeline !== range.timeline || other.first > range.last) break;
      count -= Math.min(range.last, other.last) - Math.max(range.first, other.first) + 1;
    }
  }
  return count;
}

function isBefore(one: SegmentRange, other: SegmentRange): boolean {
  return one.timeline < other.timeline || (one.timeline === other.timeline && one.last < other.first);
}
