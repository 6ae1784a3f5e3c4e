import {
  type CompletionJob,
  type CompletionRefusal,
  completionJobOf,
} from '../../core/complete/completionJob';
import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { EngineTools } from '../tools';
import { readRecords } from '../verify/verifySet';
import type { CompletionCatalog, CompletionHost, CompletionRequest } from './completionHost';
import { isServerWal } from '../../core/model/layout';

export interface FoundSet {
  readonly set: BackupSet;
  readonly job: CompletionJob;
}

type Found = FoundSet | { readonly refused: CompletionRefusal | 'no-such-set' } | 'canceled';

/**
 * The set with its plan, or why nothing can be done.
 *
 * @param archives directories to search besides those within reach
 */
export async function findSet(
  tools: EngineTools,
  source: CompletionCatalog,
  { set: wanted, stop }: Pick<CompletionRequest, 'set' | 'stop'>,
  archives: readonly string[],
  host: Pick<CompletionHost, 'during'>,
): Promise<Found> {
  await source.refresh();
  const known = source.catalog;
  const listed = setIn(known, wanted);
  const isEnough = listed !== undefined && archives.length === 0;
  const directory = listed?.files.dataDirectory ?? wanted;
  const catalog = isEnough ? known : await scanAround(tools, source, directory, archives);
  const set = setIn(catalog, isEnough ? wanted : directory);
  if (set === undefined) return { refused: 'no-such-set' };
  const job = completionJobOf(set, catalog, stop);
  if (typeof job !== 'string') return { set, job };
  return job === 'stop-unknown' ? readStop(tools, set, catalog, host) : { refused: job };
}

function setIn({ sets }: Catalog, wanted: string): BackupSet | undefined {
  return sets.find(({ id, files }) => id === wanted || files.dataDirectory === wanted);
}

/** Scans a copy that is not in the catalog; the archives of the catalog may have its WAL. */
function scanAround(
  { tasks }: EngineTools,
  { options, catalog }: CompletionCatalog,
  directory: string,
  more: readonly string[],
): Promise<Catalog> {
  const archives = catalog.archives.filter((archive) => !isServerWal(archive)).map(({ path }) => path);
  const archiveDirectories = [...new Set([...options.archiveDirectories, ...archives, ...more])];
  return tasks.run('scan', { ...options, roots: [directory], archiveDirectories });
}

/** If no file contains the end of a backup, its WAL may. */
async function readStop(
  { reader }: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  host: Pick<CompletionHost, 'during'>,
): Promise<Found> {
  const bytes = set.required?.bytes ?? 0;
  const { read, isCanceled } = await host.during({ kind: 'find-stop', bytes }, async (hooks) => ({
    ...(await readRecords(reader, set, catalog, hooks)),
    isCanceled: hooks.signal?.aborted === true,
  }));
  if (isCanceled) return 'canceled';
  const job = completionJobOf(read, catalog);
  return typeof job === 'string' ? { refused: job } : { set: read, job };
}
