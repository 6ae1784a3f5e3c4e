import type { WalContext } from '../walContext';
import type { FileNumber } from './droppedFiles';
import { EffectsCollector } from './effectsCollector';
import { FileChanges } from './fileChanges';
import { type RecordRange, visitRecords } from './visitRecords';
import type { WalEffects } from './walEffects';

export interface EffectsRequest extends RecordRange {
  /** Whether the pages of a file are to be kept as the WAL has them. */
  readonly wanted?: (file: FileNumber) => boolean;
}

/**
 * Reads what a range of WAL does to files: from a set's start to its stop it is all that can have happened while the files
 * were copied. The records themselves are proven elsewhere. Never rejects.
 */
export async function readWalEffects(
  context: WalContext,
  { start, end, wanted = () => false }: EffectsRequest,
): Promise<WalEffects> {
  const collector = new EffectsCollector(new FileChanges(wanted));
  const read = await visitRecords(context, { start, end }, (expect, place) =>
    collector.visitorFor(expect, place),
  );
  return { ...collector.effects(), isWhole: read && collector.understood };
}
