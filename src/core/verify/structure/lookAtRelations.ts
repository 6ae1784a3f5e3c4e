import type { FileTree } from '../../ground/ports';
import { readWalEffects } from '../records/effects/readWalEffects';
import type { RecordRange } from '../records/effects/visitRecords';
import type { WalEffects } from '../records/effects/walEffects';
import type { WalContext } from '../records/walContext';
import { checkRelations, mapsOf, type RelationsLook } from './relations/checkRelations';
import type { RelationMaps } from './relations/relationMaps';
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
  const effects = await effectsWithCatalogs(wal, range, maps);
  const look = await checkRelations(tree, input, maps, effects, signal);
  return look === undefined ? { effects } : { effects, look };
}

/**
 * What the WAL does, with the pages of the system catalogs. Which files these are can change in the WAL itself, by a VACUUM
 * FULL of pg_class; then it is read once more.
 */
async function effectsWithCatalogs(
  wal: WalContext,
  range: RecordRange,
  maps: RelationMaps,
): Promise<WalEffects> {
  const files = maps.catalogFiles();
  const effects = await readWalEffects(wal, { ...range, wanted: ({ file }) => files.has(file) });
  const all = maps.catalogFiles(effects.mapsWritten);
  if (all.size === files.size) return effects;
  return readWalEffects(wal, { ...range, wanted: ({ file }) => all.has(file) });
}
