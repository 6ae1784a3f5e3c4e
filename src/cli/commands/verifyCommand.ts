import { findingToReport } from '../../core/report/toReport';
import { scopeOfPaths } from '../../engine/verify/scope';
import type { Context } from '../context';
import { EXIT, type ExitCode, exitOfArchive, exitOfSearch, exitOfSet, worst } from '../exitCode';
import type { Invocation } from '../invocation';
import { writeLines } from '../output';
import { type Scanned, scanPaths } from '../scanning';
import { archiveDetails } from '../text/archiveLines';
import { findingLines } from '../text/findingLines';
import { textStyleOf } from '../text/layout';
import { setDetails } from '../text/setLines';
import { verifyScanned } from '../verifying';
import { writeMetrics, writeReportAs } from '../writeReport';

/** `verify PATH...`: everything about the sets and archives there, at the requested level. */
export async function verifyCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { level, values } = invocation;
  const files = values.files ?? false;
  const scanned = await scanPaths(context, invocation, level === 'names' ? 'names' : 'headers');
  const look = textStyleOf(context.out);
  await verifyScanned(
    context,
    invocation,
    scanned,
    scopeOfPaths(scanned, { level, files }),
    async (event) => {
      if (event.kind === 'set') {
        const bad = exitOfSet(event.set, level === 'records') !== EXIT.good;
        await show(context, invocation, bad, () => setDetails(event.set, look));
      } else {
        const bad = exitOfArchive(event.archive) !== EXIT.good;
        await show(context, invocation, bad, () => archiveDetails(event.archive, look));
      }
    },
  );
  await writeMetrics(invocation, scanned.catalog, context.now());
  if (!(await writeReportAs(context, invocation, scanned, level === 'records')))
    await writeLines(context.out, remarks(scanned, context, invocation));
  return exitCode(context, invocation, scanned);
}

async function show(
  { out }: Context,
  { format, quiet }: Invocation,
  bad: boolean,
  lines: () => Iterable<string>,
): Promise<void> {
  if (format === 'text' && (bad || !quiet)) await writeLines(out, lines());
}

function* remarks({ catalog }: Scanned, { out }: Context, { quiet }: Invocation): Generator<string> {
  const look = textStyleOf(out);
  for (const finding of catalog.findings) {
    if (!quiet || finding.severity !== 'info') yield* findingLines(findingToReport(finding), '', look);
  }
}

async function exitCode(
  { err }: Context,
  { level }: Invocation,
  { sets, archives, catalog, unreadable }: Scanned,
): Promise<ExitCode> {
  const found = sets.length + archives.length > 0;
  if (!found && !unreadable) await err.write('pg-backup-inspector: no backup set or WAL archive was found\n');
  return worst([
    found ? EXIT.good : EXIT.unsure,
    unreadable ? EXIT.unusable : EXIT.good,
    exitOfSearch(catalog),
    ...sets.map((set) => exitOfSet(set, level === 'records')),
    ...archives.map(exitOfArchive),
  ]);
}
