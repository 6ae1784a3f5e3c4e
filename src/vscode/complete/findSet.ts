import type { Catalog } from '../../core/model/catalog';
import type { BackupSet } from '../../core/model/backupSet';
import { setJobOf } from '../../core/proofs/setJob';
import { withRecords } from '../../core/proofs/withRecords';
import { type CompletionJob, completionJobOf, type KnownStop } from '../../core/complete/completionJob';
import { Verifier } from '../../engine/read/verifier';
import { scanOptions } from '../services/settings';
import { said, whileShowing, words } from './dialogs';
import type { CompleteServices } from './services';

export interface FoundSet {
  readonly set: BackupSet;
  readonly job: CompletionJob;
}

/**
 * The set with what there is to do, or why there is nothing to do.
 *
 * @param archives folders to search besides what is within reach
 */
export async function findSet(
  services: CompleteServices,
  wanted: string,
  stop: KnownStop | undefined,
  archives: readonly string[] = [],
): Promise<FoundSet | string> {
  await services.catalog.refresh();
  const known = services.catalog.catalog;
  const listed = setIn(known, wanted);
  const isEnough = listed !== undefined && archives.length === 0;
  const directory = listed?.files.dataDirectory ?? wanted;
  const catalog = isEnough ? known : await scanAround(services, directory, known, archives);
  const set = setIn(catalog, isEnough ? wanted : directory);
  if (set === undefined) return words.noSuchSet();
  const job = completionJobOf(set, catalog, stop);
  if (typeof job !== 'string') return { set, job };
  if (job !== 'stop-unknown') return said.refusal(job);
  return readStop(services, set, catalog);
}

function setIn({ sets }: Catalog, wanted: string): BackupSet | undefined {
  return sets.find(({ id, files }) => id === wanted || files.dataDirectory === wanted);
}

/** A copy outside of the workspace; the archives of the workspace may hold its WAL. */
function scanAround(
  { pool }: CompleteServices,
  directory: string,
  known: Catalog,
  more: readonly string[],
): Promise<Catalog> {
  const options = scanOptions();
  const archives = known.archives.filter(({ layout }) => layout !== 'pg-wal').map(({ path }) => path);
  const archiveDirectories = [...new Set([...options.archiveDirectories, ...archives, ...more])];
  return pool.run('scan', { ...options, roots: [directory], archiveDirectories });
}

/** Where no file tells the end of a backup, the WAL itself may. */
async function readStop(
  { pool }: CompleteServices,
  set: BackupSet,
  catalog: Catalog,
): Promise<FoundSet | string> {
  const walk = setJobOf(set, catalog);
  if (walk === undefined) return said.refusal('stop-unknown');
  const result = await whileShowing(words.seekingStop(), set.required?.bytes ?? 0, (hooks) =>
    new Verifier(pool).verifySet(walk, hooks),
  );
  const read = withRecords(set, result);
  const job = completionJobOf(read, catalog);
  return typeof job === 'string' ? said.refusal(job) : { set: read, job };
}
