import { type FileTree, isFailure } from '../../ground/ports';
import { toolOf } from '../../formats/tools/backupTools';
import { splitAtTar } from '../../tars/tarName';
import { readWalEffects } from '../records/effects/readWalEffects';
import type { RecordRange } from '../records/effects/visitRecords';
import { noEffects, type WalEffects } from '../records/effects/walEffects';
import type { WalContext } from '../records/walContext';
import { checkRelations, mapsOf, type RelationsInput, type RelationsLook } from './relations/checkRelations';
import type { RelationMaps } from './relations/relationMaps';
import type { DataFiles, StructureInput } from './structureInput';

/** What the WAL of a set does to its files, and what was seen of its relations; absent if that could not be read. */
export interface RelationsSeen {
  readonly effects?: WalEffects;
  readonly look?: RelationsLook;
}

/**
 * Looks for the files of every relation of a set. That takes the WAL from its start to its stop: without it a file may be
 * missing because its relation was dropped meanwhile.
 *
 * @param tree shows the files of an incremental set as they are when it was combined with those before it
 */
export async function lookAtRelations(
  tree: FileTree,
  set: StructureInput,
  signal?: AbortSignal,
): Promise<RelationsSeen> {
  const { control, start, stop, wal } = set;
  if (wal === undefined || start === undefined || stop === undefined) return {};
  const end = [stop.lsn, control?.minRecoveryPoint ?? 0n].reduce((a, b) => (a > b ? a : b));
  const range = { start: start.lsn, end };
  const input = await readableOf(tree, set);
  if (input === undefined) return { effects: await readWalEffects(wal, range) };
  const maps = await mapsOf(tree, input);
  const effects = await effectsWithCatalogs(wal, range, maps);
  return seenWith(effects, await checkRelations(tree, input, maps, effects, signal));
}

/** The same for the copy of a server that was shut down: nothing changed its files. */
export async function lookAtQuietRelations(
  tree: FileTree,
  set: StructureInput,
  signal?: AbortSignal,
): Promise<RelationsSeen> {
  const input = await readableOf(tree, set);
  const effects = noEffects();
  if (input === undefined) return { effects };
  return seenWith(effects, await checkRelations(tree, input, await mapsOf(tree, input), effects, signal));
}

function seenWith(effects: WalEffects, look: RelationsLook | undefined): RelationsSeen {
  return look === undefined ? { effects } : { effects, look };
}

/** What is known of the files of a set; undefined if its relations cannot be looked for. */
async function readableOf(tree: FileTree, set: StructureInput): Promise<RelationsInput | undefined> {
  const { directory, versionNum, control, kind, chain } = set;
  if (versionNum === undefined || control === undefined || !isPlain(set)) return undefined;
  const isComplete = kind === 'full' || chain !== undefined;
  return isComplete && (await areFilesListed(tree, set)) ? { directory, versionNum, control } : undefined;
}

/** Whether files are as a server has them: some tools keep pages in a form of their own. */
function isPlain({ layout }: DataFiles): boolean {
  return (toolOf(layout)?.dataFiles ?? 'plain') === 'plain';
}

/** Whether each file is known by name, so that one that is not there is missing: not in every tar. */
async function areFilesListed(tree: FileTree, set: StructureInput): Promise<boolean> {
  const { chain = [] } = set;
  for (const tar of [set, ...chain].flatMap((one) => [...tarsOf(one)])) {
    const facts = await tree.readTar?.(tar, false);
    if (facts === undefined || isFailure(facts) || facts.listsRelations !== true) return false;
  }
  return true;
}

/** The tars in which the files of a set are; empty if they are in directories. */
export function tarsOf({ directory, tars }: DataFiles): ReadonlySet<string> {
  if (tars === undefined) return new Set();
  return new Set([...tars.map(({ path }) => path), ...splitAtTar(directory).map(({ tar }) => tar)]);
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
