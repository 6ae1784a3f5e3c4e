import { checkSegment, type SegmentExpectation } from '../catalog/assess/checkSegment';
import { ofSet } from '../model/backupSet';
import type { Finding } from '../ground/finding';
import type { FileTree } from '../ground/ports';
import { checkCopy } from '../verify/records/checkCopy';
import { findingOfCut } from '../verify/records/walCut';
import { segmentOfEnd, segmentOfStart } from '../wal/geometry';
import { segmentName } from '../wal/segmentName';
import type { SegmentFailure, SegmentReader, SegmentSource } from '../wal/segmentSource';
import type { CompletionJob } from './completionJob';

/** Reads files for the look for faults. */
export interface FaultFiles {
  readonly tree: FileTree;
  /** Opens a file of a segment, whatever its name. */
  readonly open: (file: string) => Promise<SegmentReader | SegmentFailure>;
  /** The WAL around it: records at its end continue there. */
  readonly source: SegmentSource;
}

/** A segment's file: its directory, then the segment's name, then `suffix`. */
export interface StoredSegment {
  readonly timeline: number;
  readonly segment: number;
  readonly folder: string;
  readonly suffix: string;
}

/** The requirements on a file of the set: its server, version, segment size, and the timelines of its path. */
export function segmentExpectationOf(job: CompletionJob): SegmentExpectation {
  const { geometry, systemIdentifier, versionNum, timelinePath: path } = job;
  const timelines = new Set(path.parts.map(({ timeline }) => timeline));
  return { geometry, systemIdentifier, versionNum, timelines };
}

/**
 * Why a file cannot be used as a segment of the set, by its size and first page; undefined if nothing was found. A file
 * that cannot be opened (encrypted, an unknown compression) cannot be used either.
 */
export async function headerFault(
  job: CompletionJob,
  { timeline, segment, folder: archive, suffix }: StoredSegment,
  tree: FileTree,
): Promise<Finding | undefined> {
  const address = { timeline, segment, archive, suffix };
  const { finding } = await checkSegment(tree, address, segmentExpectationOf(job), 'headers');
  return finding && ofSet(finding, job.setId, job.versionNum);
}

/** Why a file cannot be used as a segment, by size, first page and every record that begins in it; undefined if it can. */
export async function segmentFault(
  job: CompletionJob,
  file: StoredSegment,
  files: FaultFiles,
): Promise<Finding | undefined> {
  return (await headerFault(job, file, files.tree)) ?? recordFault(job, file, files);
}

/**
 * Why a file cannot be used, by the records that begin in it. In the first segment only what follows the start of the backup counts, in
 * the last only what precedes its stop.
 */
async function recordFault(
  job: CompletionJob,
  file: StoredSegment,
  files: FaultFiles,
): Promise<Finding | undefined> {
  const { timeline, segment, folder, suffix } = file;
  const { geometry, timelinePath, systemIdentifier, versionNum, pageSize, start, stop } = job;
  const place = `${folder}/${segmentName(timeline, segment, geometry)}${suffix}`;
  const copy: SegmentSource = { open: () => files.open(place) };
  const context = { source: files.source, geometry, timelinePath, systemIdentifier, versionNum, pageSize };
  const first = segment === segmentOfStart(start, geometry);
  const where = first ? { timeline, segment, start } : { timeline, segment };
  const { good, cut, reached } = await checkCopy(context, where, copy);
  if (good || cut === undefined) return undefined;
  const last = segment === segmentOfEnd(stop, geometry);
  if (last && reached !== undefined && reached >= stop) return undefined;
  const finding = { ...findingOfCut(cut, reached, last ? stop : undefined), file: place };
  return ofSet(finding, job.setId, versionNum);
}
