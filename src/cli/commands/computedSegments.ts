import {
  DEFAULT_SEGMENT_SIZE,
  segmentOfEnd,
  segmentOfStart,
  type WalGeometry,
  walGeometry,
} from '../../core/wal/geometry';
import { formatLsn, type Lsn, parseLsn } from '../../core/ground/lsn';
import { rangeNames } from '../../core/wal/segmentName';
import { formatMajorVersion } from '../../core/ground/versions';
import { formatBytes } from '../../core/ground/sizes';
import type { Context } from '../context';
import { EXIT, type ExitCode } from '../exitCode';
import { type Invocation, UsageError, valueOf } from '../invocation';
import { writeLines } from '../output';

/** Whether the operands are two locations. */
export function areLocations({ operands, values }: Invocation): boolean {
  return values.timeline !== undefined || operands.some((operand) => parseLsn(operand) !== undefined);
}

/**
 * `segments START STOP`: the names between two locations, computed without any files.
 * @throws {UsageError} if the input contradicts itself
 */
export async function computedSegments(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { segmentSize = DEFAULT_SEGMENT_SIZE, versionNum, values } = invocation;
  const timeline = valueOf('timeline', values.timeline, parseTimeline, 'a number from 1') ?? 1;
  if (invocation.json || onlyOf(values) !== undefined || invocation.archiveDirectories.length > 0)
    throw new UsageError('--json, --missing, --present and --archive need a path, not two locations');
  const [start, stop] = locations(invocation.operands);
  const geometry = walGeometry(segmentSize, versionNum);
  checkSize(segmentSize, versionNum);
  checkLocation(start, geometry, 'start');
  checkLocation(stop, geometry, 'stop');
  const assumed = assumptions(invocation);
  if (assumed !== '' && !invocation.quiet) await context.err.write(`Assumed: ${assumed}.\n`);
  const range = {
    timeline,
    first: segmentOfStart(start, geometry),
    last: segmentOfEnd(stop, geometry),
  };
  await writeLines(context.out, rangeNames(range, geometry));
  return EXIT.good;
}

/** A timeline number, 1 to 2^32 - 1, in decimal. */
export function parseTimeline(text: string): number | undefined {
  const timeline = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return timeline >= 1 && timeline <= 0xffffffff ? timeline : undefined;
}

/**
 * Which segments are wanted; undefined: all.
 * @throws {UsageError} when two choices exclude each other
 */
export function onlyOf({ missing, present }: Invocation['values']): 'missing' | 'present' | undefined {
  if (missing === true && present === true)
    throw new UsageError('--missing and --present cannot be combined');
  if (missing === true) return 'missing';
  return present === true ? 'present' : undefined;
}

function locations(operands: readonly string[]): [Lsn, Lsn] {
  const [first = '', second = '', ...more] = operands;
  if (more.length > 0 || second === '') throw new UsageError('“segments” needs START and STOP, or a path');
  const [start, stop] = [location(first), location(second)];
  if (stop <= start)
    throw new UsageError(
      `the stop location ${formatLsn(stop)} is not after the start location ${formatLsn(start)}`,
    );
  return [start, stop];
}

function location(text: string): Lsn {
  const lsn = parseLsn(text);
  if (lsn === undefined) throw new UsageError(`“${text}” is not a WAL location such as 2/FB000020`);
  if (lsn === 0n) throw new UsageError('0/0 is not a valid WAL location');
  return lsn;
}

/** Up to 9.6 a server could be built with at most 64 MB (`--with-wal-segsize`). */
function checkSize(segmentSize: number, version: number | undefined): void {
  if (version === undefined || version >= 100000 || segmentSize <= 64 * 1024 * 1024) return;
  throw new UsageError(
    `PostgreSQL ${formatMajorVersion(version)} does not support segments of ${formatBytes(segmentSize)}; the maximum is 64 MB`,
  );
}

/** Up to 9.2 the last segment of a log file is never used, but a backup may end at its beginning. */
function checkLocation(lsn: Lsn, geometry: WalGeometry, what: 'start' | 'stop'): void {
  if (!geometry.skipsLastSegment) return;
  const unused = 0x1_0000_0000n - BigInt(geometry.segmentSize);
  const low = lsn & 0xffff_ffffn;
  if (what === 'start' ? low < unused : low <= unused) return;
  throw new UsageError(`up to 9.2, ${formatLsn(lsn)} is in a segment that is never used`);
}

function assumptions({ values, segmentSize, versionNum }: Invocation): string {
  return [
    values.timeline === undefined ? 'timeline 1' : '',
    segmentSize === undefined ? '16 MB segments' : '',
    versionNum === undefined ? 'PostgreSQL 9.3 or later' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
