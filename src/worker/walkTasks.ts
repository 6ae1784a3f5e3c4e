import type { SetJob } from '../core/catalog/setJob';
import type { FormOrder, WalJob } from '../core/catalog/walJob';
import type { Cancel } from '../core/ports';
import type { ChunkResult, ChunkSpec } from '../core/verify/chunk';
import type { SetVerification } from '../core/verify/setVerification';
import { verifySet } from '../core/verify/verifySet';
import type { WalContext } from '../core/verify/walContext';
import { walkChunk } from '../core/verify/walkChunk';
import { ArchiveSource } from '../io/archiveSource';

export interface WalkHooks {
  readonly cancel?: Cancel;
  /** Called with the bytes that were walked since the last call. */
  readonly progress?: (bytes: number) => void;
}

/** Walks the WAL of a set from its start to where it ends, in one piece. */
export function walkSet(
  { job, order }: { readonly job: SetJob; readonly order: FormOrder },
  hooks: WalkHooks,
): Promise<SetVerification> {
  return verifySet({ ...job, ...contextOf(job, order, hooks) });
}

/** Walks a range of segments. */
export function walkPiece(
  { job, order, spec }: { readonly job: WalJob; readonly order: FormOrder; readonly spec: ChunkSpec },
  hooks: WalkHooks,
): Promise<ChunkResult> {
  return walkChunk(contextOf(job, order, hooks), spec);
}

function contextOf(job: WalJob, order: FormOrder, hooks: WalkHooks): WalContext {
  const { geometry, path, systemIdentifier, version, pageSize, places } = job;
  const source = new ArchiveSource(places, geometry, order);
  return { source, geometry, path, systemIdentifier, version, pageSize, ...hooks };
}
