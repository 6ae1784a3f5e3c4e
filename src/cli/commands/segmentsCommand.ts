import type { BackupSet } from '../../core/model/backupSet';
import { findingToReport, toReport } from '../../core/report/toReport';
import type { SegmentRange } from '../../core/wal/segmentName';
import { areLocations, computedSegments, onlyOf } from './computedSegments';
import type { Context } from '../context';
import { DistinctNames } from './distinctNames';
import { EXIT, type ExitCode, exitOfSearch, exitOfSet, worst } from '../exitCode';
import { findingLines } from '../text/findingLines';
import type { Invocation } from '../invocation';
import { textStyleOf, printable } from '../text/layout';
import { writeLines } from '../output';
import { scanPaths } from '../scanning';

/** `segments`: names of segments on stdout, one per line, and nothing else; notes go to stderr. */
export async function segmentsCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  if (areLocations(invocation)) return computedSegments(context, invocation);
  const only = onlyOf(invocation.values);
  const { sets, catalog, unreadable } = await scanPaths(context, invocation, 'headers');
  if (invocation.json) await context.out.write(`${JSON.stringify(toReport(catalog), null, 2)}\n`);
  else await writeLines(context.out, names(sets, only));
  if (!invocation.quiet) await writeLines(context.err, remarks(sets, context));
  return worst([
    sets.length === 0 ? EXIT.unsure : EXIT.good,
    unreadable ? EXIT.unusable : EXIT.good,
    exitOfSearch(catalog),
    ...sets.map((set) => exitOfSet(set, false)),
  ]);
}

function* names(sets: readonly BackupSet[], only: ReturnType<typeof onlyOf>): Generator<string> {
  const distinct = new DistinctNames();
  for (const set of sets) {
    const { geometry } = set;
    if (geometry === undefined) continue;
    for (const range of rangesOf(set, only)) yield* distinct.take(range, geometry);
  }
}

function rangesOf(
  { required, missing }: BackupSet,
  only: ReturnType<typeof onlyOf>,
): readonly SegmentRange[] {
  if (only === 'missing') return missing;
  if (only === 'present') return required?.runs.filter(({ state }) => state === 'present') ?? [];
  return required?.ranges ?? [];
}

function* remarks(sets: readonly BackupSet[], { err }: Context): Generator<string> {
  const look = textStyleOf(err);
  if (sets.length === 0) yield 'pg-backup-inspector: no backup set was found';
  for (const { path, required, findings } of sets) {
    const harmful = findings.filter(({ severity }) => severity !== 'info');
    if (required === undefined) yield `${printable(path)}: the required WAL of this set is unknown`;
    else if (required.openEnd)
      yield `${printable(path)}: the stop location is unknown; the list ends with the available WAL`;
    else if (harmful.length > 0) yield `${printable(path)}:`;
    for (const finding of harmful) {
      yield* findingLines(findingToReport(finding), '', look);
    }
  }
}
