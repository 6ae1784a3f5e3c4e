import { findingToReport, toReport } from '../../core/report/toReport';
import { scopeOfWindows } from '../../engine/verify/scope';
import type { Context } from '../context';
import { EXIT, type ExitCode, exitOfArchive, exitOfSearch, worst } from '../exitCode';
import type { Invocation } from '../invocation';
import { writeLines } from '../output';
import { type Scanned, scanPaths } from '../scanning';
import { archiveDetails } from '../text/archiveLines';
import { findingLines } from '../text/findingLines';
import { textStyleOf } from '../text/layout';
import { verifyScanned } from '../verifying';

/** `archive PATH...`: timelines, ranges, gaps and recovery windows of every archive. */
export async function archiveCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const scanned = await scanPaths(context, invocation, 'headers');
  await verifyScanned(context, invocation, scanned, scopeOfWindows(scanned.catalog));
  if (invocation.json) await context.out.write(`${JSON.stringify(toReport(scanned.catalog), null, 2)}\n`);
  else await writeLines(context.out, lines(scanned, context, invocation.quiet));
  if (scanned.archives.length === 0 && !scanned.unreadable && !invocation.quiet)
    await context.err.write('pg-backup-inspector: no WAL archive was found\n');
  return worst([
    scanned.archives.length === 0 ? EXIT.unsure : EXIT.good,
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    exitOfSearch(scanned.catalog),
    ...scanned.archives.map(exitOfArchive),
  ]);
}

function* lines({ archives, catalog }: Scanned, { out }: Context, quiet: boolean): Generator<string> {
  const look = textStyleOf(out);
  for (const archive of archives) {
    if (quiet && exitOfArchive(archive) === EXIT.good) continue;
    yield* archiveDetails(archive, look);
  }
  for (const finding of catalog.findings) {
    if (!quiet || finding.severity !== 'info') yield* findingLines(findingToReport(finding), '', look);
  }
}
