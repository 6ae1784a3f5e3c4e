import type { SetJob } from '../../core/proofs/setJob';
import type { CopyOrder, WalJob } from '../../core/proofs/walJob';
import { Fingerprint, stampOf } from '../../core/catalog/assess/fingerprint';
import type { FileTree } from '../../core/ground/ports';
import type { ChunkResult, ChunkSpec } from '../../core/verify/records/chunk';
import type { SetVerification } from '../../core/verify/records/setVerification';
import { verifySetRecords } from '../../core/verify/records/verifyRecords';
import type { WalContext } from '../../core/verify/records/walContext';
import { walkChunk } from '../../core/verify/records/walkChunk';
import { segmentName } from '../../core/wal/segmentName';
import { ArchiveSource, placeOfSegment } from '../../io/segments/archiveSource';
import type { ChunkReading, WorkerTasks } from '../../protocol/worker';
import { timelineOfSegment } from '../../core/wal/timelinePath';

export interface WalkHooks {
  readonly signal?: AbortSignal;
  /** Called with the bytes that were walked since the last call. */
  readonly progress?: (bytes: number) => void;
}

/** Walks the WAL of a set from its start to its end, in one piece. */
export function walkSet(
  { job, order }: { readonly job: SetJob; readonly order: CopyOrder },
  hooks: WalkHooks,
): Promise<SetVerification> {
  return verifySetRecords({ ...job, ...contextOf(job, order, hooks) });
}

/** Walks a range of segments. */
export function walkPiece(
  { job, order, spec }: { readonly job: WalJob; readonly order: CopyOrder; readonly spec: ChunkSpec },
  hooks: WalkHooks,
): Promise<ChunkResult> {
  return walkChunk(contextOf(job, order, hooks), spec);
}

/** Walks a range of segments, unless its files are unchanged since they were walked before. */
export async function walkChanged(
  tree: FileTree,
  { unlessStamp, ...input }: WorkerTasks['walk-chunk']['input'],
  hooks: WalkHooks,
): Promise<ChunkReading> {
  const stamp = await chunkStamp(tree, input);
  return { stamp, result: stamp === unlessStamp ? undefined : await walkPiece(input, hooks) };
}

/** The chunk's last record may end in the next segment, so that one counts too. */
async function chunkStamp(
  tree: FileTree,
  { job, order, spec }: WorkerTasks['walk-chunk']['input'],
): Promise<string> {
  const stamp = new Fingerprint();
  for (let segment = spec.firstSegment; segment <= spec.lastSegment + 1; segment++) {
    const timeline = timelineOfSegment(job.timelinePath, segment);
    const place = placeOfSegment(job.places, order, timeline, segment);
    const name = segmentName(timeline, segment, job.geometry);
    const file = place === undefined ? undefined : `${place.path}/${name}${place.suffix}`;
    stamp.add(file === undefined ? 'none' : `${file} ${stampOf(await tree.stat(file))}`);
  }
  return stamp.text;
}

/** Reads the WAL of a job in this thread. */
export function contextOf(job: WalJob, order: CopyOrder, hooks: WalkHooks): WalContext {
  const { geometry, timelinePath: path, systemIdentifier, versionNum: version, pageSize, places } = job;
  const source = new ArchiveSource(places, geometry, order);
  return { source, geometry, timelinePath: path, systemIdentifier, versionNum: version, pageSize, ...hooks };
}
