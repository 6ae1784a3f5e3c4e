import { findingToReport, archiveToReport, setToReport } from '../../core/report/toReport';
import type { Finding } from '../../core/ground/finding';
import { archiveSummary } from '../text/archiveLines';
import type { Context } from '../context';
import { EXIT, type ExitCode, exitOfArchive, exitOfSearch, exitOfSet, worst } from '../exitCode';
import { findingLines } from '../text/findingLines';
import type { Invocation } from '../invocation';
import { alignColumns, type TextStyle, textStyleOf } from '../text/layout';
import { writeLines } from '../output';
import { type Scanned, scanPaths } from '../scanning';
import { setRow } from '../text/setLines';
import { writeMetrics, writeReportAs } from '../writeReport';

/** `list PATH...`: every set in a row, then every archive. */
export async function listCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const scanned = await scanPaths(context, invocation, 'headers');
  await writeMetrics(invocation, scanned.catalog, context.now());
  if (!(await writeReportAs(context, invocation, scanned, false)))
    await writeLines(context.out, lines(scanned, context, invocation.quiet));
  const found = scanned.sets.length + scanned.archives.length > 0;
  if (!found && !scanned.unreadable && !invocation.quiet)
    await context.err.write('pg-backup-inspector: no backup set or WAL archive was found\n');
  return worst([
    found ? EXIT.good : EXIT.unsure,
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    exitOfSearch(scanned.catalog),
    ...scanned.sets.map((set) => exitOfSet(set, false)),
  ]);
}

function* lines({ sets, archives, catalog }: Scanned, { out }: Context, quiet: boolean): Generator<string> {
  const look = textStyleOf(out);
  const shown = sets.filter((set) => !quiet || exitOfSet(set, false) !== EXIT.good);
  const rows = shown.map((set) => setRow(setToReport(set), look.paint));
  let index = 0;
  for (const line of alignColumns(rows)) {
    yield line;
    yield* errorLines(shown[index++]?.findings ?? [], look);
  }
  const shownArchives = archives.filter((archive) => !quiet || exitOfArchive(archive) === EXIT.bad);
  if (shown.length > 0 && shownArchives.length > 0) yield '';
  for (const archive of shownArchives) {
    yield archiveSummary(archiveToReport(archive));
    yield* errorLines(archive.findings, look);
  }
  for (const finding of catalog.findings) {
    if (!quiet || finding.severity !== 'info') yield* findingLines(findingToReport(finding), '', look);
  }
}

function* errorLines(findings: readonly Finding[], look: TextStyle): Generator<string> {
  for (const finding of findings) {
    if (finding.severity === 'error') yield* findingLines(findingToReport(finding), '    ', look, false);
  }
}
