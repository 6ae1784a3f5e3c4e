import type { BackupSet } from '../core/catalog/model';
import { archiveToReport, findingToReport, setToReport, toReport } from '../core/report/toReport';
import { archiveDetails } from './archiveLines';
import type { Context } from './context';
import { deepen } from './deepen';
import type { ExitCode } from './exitCode';
import { EXIT, exitOfVerdict, isBad, worst } from './exitCode';
import { findingLines } from './findingLines';
import type { Invocation } from './invocation';
import { lookOf } from './layout';
import { writeLines } from './output';
import type { Scanned } from './scanning';
import { scanPaths } from './scanning';
import { setDetails } from './setLines';

/** `verify PATH...`: everything that can be said of the sets and archives there, at the level that was asked for. */
export async function verifyCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { level, json, quiet } = invocation;
  const scanned = await scanPaths(context, invocation, level === 'names' ? 'names' : 'headers');
  const needsProof = level === 'records';
  const sets: BackupSet[] = [];
  // All start at once and share the threads there are; each is shown as soon as it is its turn.
  const running = scanned.sets.map((set) => deepen(set, scanned.catalog, invocation, context));
  for (const each of running) {
    const set = await each;
    sets.push(set);
    if (json || (quiet && exitOfVerdict(set.verdict, needsProof) === EXIT.good)) continue;
    await writeLines(context.out, setDetails(setToReport(set), lookOf(context.out)));
  }
  if (json) await context.out.write(`${JSON.stringify(toReport({ ...scanned.catalog, sets }), null, 2)}\n`);
  else await writeLines(context.out, archiveLines(scanned, context, quiet));
  const found = sets.length + scanned.archives.length > 0;
  if (!found && !scanned.unreadable)
    await context.err.write('pg-backup-inspector: no backup set and no WAL archive was found there\n');
  return worst([
    found ? EXIT.good : EXIT.unsure,
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    ...sets.map(({ verdict }) => exitOfVerdict(verdict, needsProof)),
    ...scanned.archives.map(({ findings }) => (findings.some(isBad) ? EXIT.bad : EXIT.good)),
  ]);
}

function* archiveLines({ archives, catalog }: Scanned, { out }: Context, quiet: boolean): Generator<string> {
  const look = lookOf(out);
  for (const archive of archives) {
    if (quiet && !archive.findings.some(isBad)) continue;
    yield* archiveDetails(archiveToReport(archive), look);
  }
  for (const finding of catalog.findings) {
    if (!quiet || finding.severity !== 'info') yield* findingLines(findingToReport(finding), '', look);
  }
}
