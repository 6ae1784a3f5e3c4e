import { archiveToReport, findingToReport, setToReport, toReport } from '../core/report/toReport';
import { archiveDetails } from './archiveLines';
import type { Context } from './context';
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
  const { level, files, json, quiet } = invocation;
  if (level === 'records' || files) {
    const what = files ? '--files' : '--level records';
    await context.err.write(
      `pg-backup-inspector: ${what} is not available yet; use --level headers or --level names\n`,
    );
    return EXIT.unusable;
  }
  const scanned = await scanPaths(context, invocation, level);
  if (json) await context.out.write(`${JSON.stringify(toReport(scanned.catalog), null, 2)}\n`);
  else await writeLines(context.out, lines(scanned, context, quiet));
  const found = scanned.sets.length + scanned.archives.length > 0;
  if (!found && !scanned.unreadable)
    await context.err.write('pg-backup-inspector: no backup set and no WAL archive was found there\n');
  return worst([
    found ? EXIT.good : EXIT.unsure,
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    ...scanned.sets.map(({ verdict }) => exitOfVerdict(verdict, false)),
    ...scanned.archives.map(({ findings }) => (findings.some(isBad) ? EXIT.bad : EXIT.good)),
  ]);
}

function* lines({ sets, archives, catalog }: Scanned, { out }: Context, quiet: boolean): Generator<string> {
  const look = lookOf(out);
  for (const set of sets) {
    if (quiet && exitOfVerdict(set.verdict, false) === EXIT.good) continue;
    yield* setDetails(setToReport(set), look);
  }
  for (const archive of archives) {
    if (quiet && !archive.findings.some(isBad)) continue;
    yield* archiveDetails(archiveToReport(archive), look);
  }
  for (const finding of catalog.findings) {
    if (!quiet || finding.severity !== 'info') yield* findingLines(findingToReport(finding), '', look);
  }
}
