import { archiveToReport, findingToReport, toReport } from '../../core/report/toReport';
import type { WalArchive } from '../../core/model/walArchive';
import { archiveDetails } from '../text/archiveLines';
import type { Context } from '../context';
import { deepen } from '../deepen';
import { addWindows } from '../deepenArchive';
import { EXIT, type ExitCode, isBad, worst } from '../exitCode';
import { findingLines } from '../text/findingLines';
import type { Invocation } from '../invocation';
import { lookOf } from '../text/layout';
import { writeLines } from '../output';
import { type Scanned, scanPaths } from '../scanning';
import { StatusLine } from '../statusLine';

/** `archive PATH...`: timelines, ranges, gaps and recovery windows of every archive. */
export async function archiveCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const scanned = await withWindows(await scanPaths(context, invocation, 'headers'), context);
  if (invocation.json) await context.out.write(`${JSON.stringify(toReport(scanned.catalog), null, 2)}\n`);
  else await writeLines(context.out, lines(scanned, context, invocation.quiet));
  if (scanned.archives.length === 0 && !scanned.unreadable && !invocation.quiet)
    await context.err.write('pg-backup-inspector: no WAL archive was found\n');
  return worst([
    scanned.archives.length === 0 ? EXIT.unsure : EXIT.good,
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    scanned.archives.some(({ findings }) => findings.some(isBad)) ? EXIT.bad : EXIT.good,
  ]);
}

/** Where less than records were read, nothing is said of the moments that can be reached. */
async function withWindows(scanned: Scanned, context: Context): Promise<Scanned> {
  const status = new StatusLine(context.err);
  const progress = (bytes: number): void => {
    status.add(bytes);
  };
  const { catalog } = scanned;
  const proof = { level: 'records', files: false } as const;
  const sets = await Promise.all(catalog.sets.map((set) => deepen(set, catalog, proof, context, progress)));
  await status.clear();
  const archives: WalArchive[] = [];
  for (const archive of catalog.archives) {
    archives.push(await addWindows(archive, { sets, catalog }, context));
  }
  const shown = scanned.archives.flatMap(({ path }) => archives.filter((archive) => archive.path === path));
  return { ...scanned, catalog: { ...catalog, sets, archives }, archives: shown };
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
