import { type FileTree, isFailure } from '../../ground/ports';
import { splitAtTar } from '../../tars/tarName';
import { findCleanShutdown } from './cleanShutdown';
import { checkConfiguration } from './configuration';
import { checkLinks } from './links';
import { Look } from './look';
import { lookAtRelations } from './lookAtRelations';
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
 * @param tree lists a tar as a directory, too
 */
export async function checkStructure(
  tree: FileTree,
  input: StructureInput,
  signal?: AbortSignal,
): Promise<StructureLook> {
  if (!(await isThere(tree, input)) || (await isTarUnread(tree, input)))
    return { findings: [], evidence: 'not-checked', relations: undefined, canceled: false };
  const seen = await lookAtRelations(tree, input, signal);
  const look = new Look(tree, input, seen.effects, signal);
  const places = await Places.of(look);
  for (const check of CHECKS) if (!look.aborted) await check(look, places);
  const shutdown = look.aborted ? undefined : await cleanShutdown(look);
  const { findings, isPartial, aborted } = look;
  // The relations of an incremental backup are in the backups before it, too.
  const areRelationsSeen = seen.look !== undefined || input.kind === 'incremental';
  return {
    findings: [...findings, ...(seen.look?.findings ?? [])],
    evidence: isPartial || !areRelationsSeen ? 'names' : 'structure',
    relations: seen.look === undefined ? undefined : { checked: seen.look.checked },
    ...(shutdown === undefined ? {} : { shutdown }),
    canceled: aborted,
  };
}

/** A page that is newer than the shutdown shows that the server ran on. */
async function cleanShutdown(look: Look): Promise<CleanShutdown | undefined> {
  const shutdown = await findCleanShutdown(look);
  if (shutdown === undefined) return undefined;
  const before = look.findings.length;
  await checkPagesUntil(look, { lsn: shutdown.end, reason: 'stop' });
  return look.findings.length === before ? shutdown : undefined;
}

/** Whether a tar of the set was not read to its end: then nothing can be called missing. */
async function isTarUnread(tree: FileTree, { directory, tars }: StructureInput): Promise<boolean> {
  if (tars === undefined) return false;
  const paths = [...tars.map(({ path }) => path), ...splitAtTar(directory).map(({ tar }) => tar)];
  for (const path of new Set(paths)) {
    const facts = await tree.readTar?.(path, false);
    if (facts !== undefined && !isFailure(facts) && !facts.whole) return true;
  }
  return false;
}

/** Whether the data directory is there still. */
async function isThere(tree: FileTree, { directory }: StructureInput): Promise<boolean> {
  const facts = await tree.stat(directory);
  return !isFailure(facts) && facts.kind === 'directory';
}
