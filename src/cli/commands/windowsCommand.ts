import { counted } from '../../core/ground/sizes';
import { type ArchiveWindows, windowsReport } from '../../core/restore/windowsReport';
import { scopeOfWindows } from '../../engine/verify/scope';
import type { Context } from '../context';
import { EXIT, type ExitCode, exitOfSearch, worst } from '../exitCode';
import type { Invocation } from '../invocation';
import { writeJson } from '../jsonOutput';
import { writeLines } from '../output';
import { scanPaths } from '../scanning';
import { printable } from '../text/layout';
import { rangeText } from '../text/setLines';
import { verifyScanned } from '../verifying';

/** `windows PATH...`: recovery windows, the latest recovery point, and what gaps cost. */
export async function windowsCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { level, json, quiet } = invocation;
  const scanned = await scanPaths(context, invocation, level === 'names' ? 'names' : 'headers');
  await verifyScanned(context, invocation, scanned, scopeOfWindows(scanned.catalog, level));
  const report = windowsReport(scanned.archives, scanned.catalog);
  if (json) await writeJson(context.out, report);
  else
    await writeLines(
      context.out,
      report.archives.flatMap((archive) => archiveLines(archive, quiet)),
    );
  if (report.archives.length === 0 && !scanned.unreadable)
    await context.err.write('pg-backup-inspector: no WAL archive was found\n');
  const isKnown = report.archives.some(({ latest }) => latest !== null);
  return worst([
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    exitOfSearch(scanned.catalog),
    isKnown ? EXIT.good : EXIT.unsure,
  ]);
}

function archiveLines({ path, windows, latest, gaps }: ArchiveWindows, quiet: boolean): string[] {
  const gapLines = gaps.map(({ range, fromTime, toTime, setIds }) => {
    const span = fromTime === null && toTime === null ? '' : `, from ${time(fromTime)} to ${time(toTime)}`;
    const cost = setIds.length === 0 ? '' : `; affects ${counted(setIds.length, 'set')}`;
    return `    gap          ${rangeText(range)} (${counted(range.count, 'segment')})${span}${cost}`;
  });
  if (quiet && gaps.length === 0) return [];
  return [
    printable(path),
    latest === null
      ? '    latest       no recovery point is known'
      : `    latest       ${time(latest.time ?? latest.lsn)}  (timeline ${latest.timeline}, ${latest.lsn})`,
    ...windows.map(
      ({ timeline, fromTime, fromLsn, toTime, toLsn, setId }) =>
        `    recoverable  ${time(fromTime ?? fromLsn)} → ${time(toTime ?? toLsn)}  (timeline ${timeline}, ${fromLsn} – ${toLsn}, from ${printable(setId)})`,
    ),
    ...gapLines,
  ];
}

function time(text: string | null): string {
  return text === null ? 'an unknown time' : printable(text.replace(/\.0+(?= |$)/, ''));
}
