import type { BackupSet } from '../../../core/model/backupSet';
import type { SegmentRun } from '../../../core/model/requiredWal';
import { baseName } from '../../../core/ground/paths';
import { counted, formatBytes, formatCount } from '../../../core/ground/sizes';
import { visibleText } from '../../../core/report/visibleText';
import type { WalGeometry } from '../../../core/wal/geometry';
import { rangeCount, segmentName } from '../../../core/wal/segmentName';
import { wrongWords } from './requiredTable';

/** Up to this many segments get a line each; longer lists are written as ranges. */
export const MOST_LINES = 100_000;
const LINES_IN_CHUNK = 5_000;

/**
 * The whole list of the WAL that a set needs, in pieces of a few thousand lines, so that the caller can pause between
 * them. Comment lines begin with `#`; every other line begins with a segment's name.
 */
export function* segmentListText(set: BackupSet): Generator<string> {
  yield header(set);
  if (set.required === undefined || set.geometry === undefined) return;
  if (set.required.count > MOST_LINES) {
    yield* chunks(rangeLines(set.required.runs, set.geometry));
  } else {
    yield* chunks(segmentLines(set.required.runs, set.geometry));
  }
}

function header(set: BackupSet): string {
  const name = set.label ?? baseName(set.path);
  const lines = [
    `# WAL segments required by the backup "${visibleText(name)}"`,
    `# ${visibleText(set.path, 1000)}`,
  ];
  const { required } = set;
  if (required === undefined || set.geometry === undefined) {
    lines.push('# The required segments are unknown: the start location or the segment size cannot be read.');
    return lines.join('\n') + '\n';
  }
  lines.push(
    `# ${counted(required.count, 'segment')}, ${formatBytes(required.bytes)}; ${countStates(required.runs)}`,
  );
  if (required.openEnd) lines.push('# The stop location is unknown: the list ends with the available WAL.');
  if (required.count > MOST_LINES) {
    lines.push(
      `# More than ${formatCount(MOST_LINES)} segments: listed as ranges, with the first and the last name.`,
    );
  }
  return lines.join('\n') + '\n\n';
}

function countStates(runs: readonly SegmentRun[]): string {
  const counts = { present: 0, missing: 0, absent: 0, wrong: 0 };
  for (const run of runs) counts[run.state] += rangeCount(run);
  const words = { present: 'present', missing: 'missing', absent: 'not found', wrong: 'unusable' } as const;
  return (['present', 'missing', 'absent', 'wrong'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${formatCount(counts[state])} ${words[state]}`)
    .join(', ');
}

function* segmentLines(runs: readonly SegmentRun[], geometry: WalGeometry): Generator<string> {
  for (const run of runs) {
    const state = stateText(run);
    for (let segment = run.first; segment <= run.last; segment++) {
      yield `${segmentName(run.timeline, segment, geometry)}  ${state}\n`;
    }
  }
}

function* rangeLines(runs: readonly SegmentRun[], geometry: WalGeometry): Generator<string> {
  for (const run of runs) {
    const first = segmentName(run.timeline, run.first, geometry);
    const last = segmentName(run.timeline, run.last, geometry);
    yield `${first} - ${last}  ${formatCount(rangeCount(run)).padStart(9)}  ${stateText(run)}\n`;
  }
}

function stateText(run: SegmentRun): string {
  if (run.state === 'missing') return 'MISSING';
  if (run.state === 'absent') return 'not found, perhaps not needed';
  const place = visibleText(`${run.archive ?? ''}${run.suffix === '' ? '' : ` (${run.suffix})`}`, 1000);
  if (run.state === 'wrong') return `WRONG    ${wrongWords(run)}  ${place}`;
  return `present  ${{ names: 'by name', headers: 'first page read', records: 'verified' }[run.level]}  ${place}`;
}

function* chunks(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length < LINES_IN_CHUNK) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}
