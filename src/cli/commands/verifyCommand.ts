import { ancestorsOf, type BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import { archiveToReport, findingToReport, setToReport, toReport } from '../../core/report/toReport';
import { archiveDetails } from '../text/archiveLines';
import type { Context } from '../context';
import { deepen } from '../deepen';
import { deepenArchive } from '../deepenArchive';
import { EXIT, type ExitCode, exitOfVerdict, isBad, worst } from '../exitCode';
import { withParents } from '../../core/proofs/withParents';
import { findingLines } from '../text/findingLines';
import type { Invocation } from '../invocation';
import { lookOf } from '../text/layout';
import { writeLines } from '../output';
import { type Scanned, scanPaths } from '../scanning';
import { setDetails } from '../text/setLines';
import { StatusLine } from '../statusLine';

/** `verify PATH...`: everything that can be said of the sets and archives there, at the level that was asked for. */
export async function verifyCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { level, json } = invocation;
  const scanned = await scanPaths(context, invocation, level === 'names' ? 'names' : 'headers');
  const sets = await verifySets(context, invocation, scanned);
  const archives: WalArchive[] = [];
  for (const archive of scanned.archives) {
    const checked = await deepenArchive(archive, { ...scanned, sets }, level, context);
    archives.push(checked);
    await show(context, invocation, checked.findings.some(isBad), () =>
      archiveDetails(archiveToReport(checked), lookOf(context.out)),
    );
  }
  if (json)
    await context.out.write(`${JSON.stringify(toReport(merged(scanned, sets, archives)), null, 2)}\n`);
  else await writeLines(context.out, remarks(scanned, context, invocation));
  return exitCode(context, invocation, { ...scanned, sets, archives });
}

async function verifySets(context: Context, invocation: Invocation, scanned: Scanned): Promise<BackupSet[]> {
  const status = new StatusLine(context.err);
  const progress = (bytes: number): void => {
    status.add(bytes);
  };
  // All start at once and share the threads there are; each is shown as soon as it is its turn.
  const running = scanned.sets.map((set) => deepen(set, scanned.catalog, invocation, context, progress));
  const byId = new Map(scanned.catalog.sets.map((set) => [set.id, set]));
  const sets: BackupSet[] = [];
  for (const [i, each] of running.entries()) {
    const own = await each;
    // What was found in those on which it builds counts for it too.
    const below = new Set(ancestorsOf(own, byId).map(({ id }) => id));
    for (const [k, other] of scanned.sets.entries()) {
      const verified = i !== k && below.has(other.id) ? await running[k] : undefined;
      if (verified !== undefined) byId.set(other.id, verified);
    }
    const set = withParents(own, byId);
    sets.push(set);
    await status.clear();
    const bad = exitOfVerdict(set.verdict, invocation.level === 'records') !== EXIT.good;
    await show(context, invocation, bad, () => setDetails(setToReport(set), lookOf(context.out)));
  }
  return sets;
}

async function show(
  { out }: Context,
  { json, quiet }: Invocation,
  bad: boolean,
  lines: () => Iterable<string>,
): Promise<void> {
  if (!json && (bad || !quiet)) await writeLines(out, lines());
}

function merged(
  { catalog }: Scanned,
  sets: readonly BackupSet[],
  archives: readonly WalArchive[],
): Scanned['catalog'] {
  const checked = new Map(archives.map((archive) => [archive.path, archive]));
  return {
    ...catalog,
    sets,
    archives: catalog.archives.map((archive) => checked.get(archive.path) ?? archive),
  };
}

function* remarks({ catalog }: Scanned, { out }: Context, { quiet }: Invocation): Generator<string> {
  const look = lookOf(out);
  for (const finding of catalog.findings) {
    if (!quiet || finding.severity !== 'info') yield* findingLines(findingToReport(finding), '', look);
  }
}

async function exitCode(
  { err }: Context,
  { level }: Invocation,
  { sets, archives, unreadable }: Scanned,
): Promise<ExitCode> {
  const found = sets.length + archives.length > 0;
  if (!found && !unreadable) await err.write('pg-backup-inspector: no backup set or WAL archive was found\n');
  return worst([
    found ? EXIT.good : EXIT.unsure,
    unreadable ? EXIT.unusable : EXIT.good,
    ...sets.map(({ verdict }) => exitOfVerdict(verdict, level === 'records')),
    ...archives.map(({ findings }) => (findings.some(isBad) ? EXIT.bad : EXIT.good)),
  ]);
}
