import { fileNames, obsoleteText } from '../../core/restore/obsolete/obsoleteText';
import type { KeepRule } from '../../core/restore/obsolete/keepRule';
import type { ObsoleteWal } from '../../core/restore/types';
import { archivesToClean, obsoleteWal } from '../../engine/recover/obsoleteWal';
import type { WalArchive } from '../../core/model/walArchive';
import type { Context } from '../context';
import { EXIT, type ExitCode, exitOfSearch, worst } from '../exitCode';
import { type Invocation, UsageError, valueOf } from '../invocation';
import { writeJson } from '../jsonOutput';
import { writeLines } from '../output';
import { type Scanned, scanPaths } from '../scanning';
import { setCalled } from './namedSet';

interface Listed {
  readonly archive: WalArchive;
  readonly result: ObsoleteWal;
}

/** `obsolete ARCHIVE...`: names of files that are not needed if some sets are kept. Removes nothing. */
export async function obsoleteCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { values, json, quiet } = invocation;
  if ((values.keep === undefined) === (values['keep-set'] === undefined))
    throw new UsageError('“obsolete” needs either --keep or --keep-set');
  const scanned = await scanPaths(context, invocation, 'headers');
  const keep = keepRule(context, invocation, scanned);
  const listed: Listed[] = [];
  for (const archive of archivesToClean(scanned.archives))
    listed.push({ archive, result: await obsoleteWal(scanned.catalog, archive, keep) });
  if (json) await writeJson(context.out, obsoleteReport(listed));
  else {
    await writeLines(context.out, names(listed));
    if (!quiet) for (const { result } of listed) await context.err.write(`${obsoleteText(result)}\n`);
  }
  if (listed.length === 0 && !scanned.unreadable)
    await context.err.write('pg-backup-inspector: no WAL archive was found\n');
  const isDecided = listed.length > 0 && listed.every(({ result }) => result.kept.length > 0);
  return worst([
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    exitOfSearch(scanned.catalog),
    isDecided ? EXIT.good : EXIT.unsure,
  ]);
}

function keepRule(context: Context, { values }: Invocation, scanned: Scanned): KeepRule {
  const { keep } = values;
  if (keep !== undefined && /^\d+$/.test(keep)) {
    const count = valueOf(
      'keep',
      keep,
      (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined),
      'a number from 1',
    );
    return { kind: 'count', count: count ?? 1 };
  }
  return { kind: 'set', setId: setCalled(context, scanned, values['keep-set'] ?? keep ?? '').id };
}

function* names(listed: readonly Listed[]): Generator<string> {
  for (const { archive, result } of listed)
    for (const range of result.obsolete.ranges) yield* fileNames(range, archive);
}

/** The obsolete files of all archives as plain JSON. */
export function obsoleteReport(listed: readonly Listed[]): object {
  const results = listed.map(({ result }) => result);
  return {
    reportVersion: 1,
    obsolete: results.flatMap(({ obsolete }) => obsolete.ranges),
    bytes: String(results.reduce((sum, { obsolete }) => sum + BigInt(obsolete.bytes), 0n)),
    kept: results.flatMap(({ needed }) =>
      needed.ranges.map(({ reason, setId, why, ...range }) => ({ range, reason, setId, why })),
    ),
    archives: results.map(
      ({ archive, systemIdentifier, kept, lost, histories, archiveCleanup, warnings }) => ({
        path: archive,
        systemIdentifier,
        keptSets: kept.map(({ id }) => id),
        lostSets: lost.map(({ id }) => id),
        histories: histories.map(({ name }) => name),
        archiveCleanup,
        warnings,
      }),
    ),
  };
}
