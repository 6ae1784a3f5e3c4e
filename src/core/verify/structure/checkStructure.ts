import { type FileTree, isFailure } from '../../ground/ports';
import { chainTreeOf } from './chainTree';
import { findCleanShutdown } from './cleanShutdown';
import { checkConfiguration } from './configuration';
import { dataTreeOf } from './dataTree';
import { checkLinks } from './links';
import { Look } from './look';
import { lookAtQuietRelations, lookAtRelations, tarsOf } from './lookAtRelations';
import { checkPageSample, checkPagesUntil } from './pageSample';
import { Places } from './places';
import { checkDatabases } from './state/databases';
import { checkTransactionLogs } from './state/logs';
import { checkOrigins, checkSlots, checkTwoPhase } from './state/replication';
import type { CleanShutdown, StructureInput, StructureLook } from './structureInput';
import { checkTablespaces } from './tablespaces';

/** What is looked at, one after the other. */
const CHECKS: readonly ((look: Look, places: Places) => Promise<void>)[] = [
  checkLinks,
  checkTablespaces,
  checkDatabases,
  checkTransactionLogs,
  checkTwoPhase,
  checkSlots,
  checkOrigins,
  checkConfiguration,
  checkPageSample,
];

/**
 * Looks at the data directory of a set: at what a server of its version needs besides label and WAL. Reads names, sizes
 * and small files, never all pages. Never rejects for what is in the files.
 *
 * @param files lists a tar as a directory, too
 */
export async function checkStructure(
  files: FileTree,
  input: StructureInput,
  signal?: AbortSignal,
): Promise<StructureLook> {
  if (!(await isThere(files, input)) || (await isTarUnread(files, input)))
    return { findings: [], evidence: 'not-checked', relations: undefined, canceled: false };
  const tree = await dataTreeOf(files, input);
  const shutdown = await findCleanShutdown(input);
  const lookThere = shutdown === undefined ? lookAtRelations : lookAtQuietRelations;
  const seen = await lookThere(await chainTreeOf(files, tree, input), input, signal);
  const look = new Look(tree, input, seen, signal);
  const places = await Places.of(look);
  for (const check of CHECKS) if (!look.aborted) await check(look, places);
  const proven = shutdown !== undefined && !look.aborted && (await isLatest(look, shutdown));
  const { findings, isPartial, aborted } = look;
  const areRelationsSeen = seen.look?.databasesLeftOut === 0;
  return {
    findings: [...findings, ...(seen.look?.findings ?? [])],
    evidence: isPartial || !areRelationsSeen ? 'names' : 'structure',
    relations: seen.look === undefined ? undefined : { checked: seen.look.checked },
    ...(proven ? { shutdown } : {}),
    canceled: aborted,
  };
}

/** A page that is newer than the shutdown shows that the server ran on. */
async function isLatest(look: Look, { end }: CleanShutdown): Promise<boolean> {
  return (await checkPagesUntil(look, { lsn: end, reason: 'stop' })) === 0;
}

/** Whether a tar of the set was not read to its end: then nothing can be called missing. */
async function isTarUnread(tree: FileTree, input: StructureInput): Promise<boolean> {
  for (const path of tarsOf(input)) {
    const facts = await tree.readTar?.(path, false);
    if (facts !== undefined && !isFailure(facts) && !facts.whole) return true;
  }
  return false;
}

/** Whether the data directory is there still. A tar with nothing above the data directory is itself that directory. */
async function isThere(tree: FileTree, { directory, tars }: StructureInput): Promise<boolean> {
  const facts = await tree.stat(directory);
  if (isFailure(facts)) return false;
  return facts.kind === 'directory' || tars?.some(({ path }) => path === directory) === true;
}
