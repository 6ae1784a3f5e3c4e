import { archiveToReport, findingToReport, toReport } from '../core/report/toReport';
import { archiveDetails } from './archiveLines';
import type { Context } from './context';
import type { ExitCode } from './exitCode';
import { EXIT, isBad, worst } from './exitCode';
import { findingLines } from './findingLines';
import type { Invocation } from './invocation';
import { lookOf } from './layout';
import { writeLines } from './output';
import type { Scanned } from './scanning';
import { scanPaths } from './scanning';

/** `archive PATH...`: timelines, ranges, gaps and recovery windows of every archive. */
export async function archiveCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const scanned = await scanPaths(context, invocation, 'headers');
  if (invocation.json) await context.out.write(`${JSON.stringify(toReport(scanned.catalog), null, 2)}\n`);
  else await writeLines(context.out, lines(scanned, context, invocation.quiet));
  if (scanned.archives.length === 0 && !scanned.unreadable && !invocation.quiet)
    await context.err.write('pg-backup-inspector: no WAL archive was found there\n');
  return worst([
    scanned.archives.length === 0 ? EXIT.unsure : EXIT.good,
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    scanned.archives.some(({ findings }) => findings.some(isBad)) ? EXIT.bad : EXIT.good,
  ]);
}

function* lines({ archives, catalog }: Scanned, { out }: Context, quiet: boolean): Generator<string> {
  const look = lookOf(out);
  for (const archive of archives) {
    if (quiet && !archive.findings.some(isBad)) continue;
    yield* archiveDetails(archiveToReport(archive), look);
  }
  for (const finding of catalog.findings) {
    if (!quiet || finding.severity !== 'info') yield* findingLines(findingToReport(finding), '', look);
  }
}
