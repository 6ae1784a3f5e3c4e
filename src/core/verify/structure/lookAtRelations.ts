import type { FileTree } from '../../ground/ports';
import { readWalEffects } from '../records/effects/readWalEffects';
import type { WalEffects } from '../records/effects/walEffects';
import { checkRelations, mapsOf, type RelationsLook } from './relations/checkRelations';
import type { StructureInput } from './structureInput';

/** What the WAL of a set does to its files, and what was seen of its relations; absent if that could not be read. */
export interface RelationsSeen {
  readonly effects?: WalEffects;
  readonly look?: RelationsLook;
}

/**
 * Looks for the files of every relation of a set. That takes the WAL from its start to its stop: without it a file may be
 * missing because its relation was dropped meanwhile. The files of a tar are not all known by name, and those of an
 * incremental backup are in the backups before it.
 */
export async function lookAtRelations(
  tree: FileTree,
  { directory, versionNum, control, start, stop, wal, tars, kind }: StructureInput,
  signal?: AbortSignal,
): Promise<RelationsSeen> {
  if (wal === undefined || start === undefined || stop === undefined) return {};
  const end = [stop.lsn, control?.minRecoveryPoint ?? 0n].reduce((a, b) => (a > b ? a : b));
  const range = { start: start.lsn, end };
  const canLook = versionNum !== undefined && control !== undefined && tars === undefined && kind === 'full';
  if (!canLook) return { effects: await readWalEffects(wal, range) };
  const input = { directory, versionNum, control };
  const maps = await mapsOf(tree, input);
  const effects = await readWalEffects(wal, { ...range, wanted: maps.mayBeCatalog() });
  const look = await checkRelations(tree, input, maps, effects, signal);
  return look === undefined ? { effects } : { effects, look };
}
