import { ancestorsOf, type BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import { withParents } from '../../core/proofs/withParents';
import { type Run, hooksOf } from '../run';
import type { EngineTools } from '../tools';
import { shareCompressedTars, unreadTars } from './compressedTars';
import type { Known, VerificationScope } from './scope';
import { verifyArchive } from './verifyArchive';
import { type ResultEvent, verifySet } from './verifySet';

/** The catalog of a scan, which can be read again. */
export interface VerifiableCatalog extends Known {
  /** Scans again and reads these compressed tars to their end. */
  readWholeTars(paths: readonly string[], signal: AbortSignal): Promise<void>;
}

export type VerificationEvent =
  /** It is already among the results of the catalog. */
  | ResultEvent
  /** A set, and those on which it builds, are completely processed. Sets come in the order of the catalog. */
  | { readonly kind: 'set'; readonly set: BackupSet }
  | { readonly kind: 'archive'; readonly archive: WalArchive };

/** Verifies sets in parallel, then archives, and adds the results to those of the catalog. */
export async function verifyCatalog(
  tools: EngineTools,
  source: VerifiableCatalog,
  scope: VerificationScope,
  run: Run<VerificationEvent>,
): Promise<void> {
  const proving: Run<VerificationEvent> = {
    signal: run.signal,
    report: (event) => {
      if (event.kind === 'result') source.results.add(event.verification);
      run.report(event);
    },
  };
  const decompressesTars = scope.level === 'records' || scope.files;
  try {
    if (decompressesTars) await readTars(tools, source, scope, run);
    if (run.signal.aborted) return;
    await verifySets(tools, source, scope, proving);
    await verifyArchives(tools, source, scope, proving);
  } finally {
    if (decompressesTars) tools.tasks.shareTars?.([]);
  }
}

/** Compressed tars that the scan did not read completely come first: they show which WAL there is to verify. */
async function readTars(
  { tasks }: EngineTools,
  source: VerifiableCatalog,
  scope: VerificationScope,
  run: Run,
): Promise<void> {
  const { sets, archives } = chosen(source.unproven, scope);
  await shareCompressedTars(tasks, { sets, archives }, hooksOf(run));
  const unread = unreadTars(sets);
  if (unread.length > 0 && !run.signal.aborted) await source.readWholeTars(unread, run.signal);
}

function chosen(catalog: Catalog, scope: VerificationScope): Pick<Catalog, 'sets' | 'archives'> {
  const [ids, paths] = [new Set(scope.sets), new Set(scope.archives)];
  return {
    sets: catalog.sets.filter(({ id }) => ids.has(id)),
    archives: catalog.archives.filter(({ path }) => paths.has(path)),
  };
}

async function verifySets(
  tools: EngineTools,
  { unproven: catalog, results }: VerifiableCatalog,
  scope: VerificationScope,
  run: Run<VerificationEvent>,
): Promise<void> {
  const { sets } = chosen(catalog, scope);
  // All start at once and share the threads.
  const running = new Map(sets.map((set) => [set.id, verifySet(tools, set, catalog, scope, run)]));
  const scanned = new Map(catalog.sets.map((set) => [set.id, set]));
  for (const set of sets) {
    const below = ancestorsOf(set, scanned);
    for (const { id } of [set, ...below]) await running.get(id);
    if (run.signal.aborted) continue;
    // Findings in the backups on which it builds count for it, too.
    const family = new Map([set, ...below].map((each) => [each.id, results.setWithResults(each)]));
    const own = family.get(set.id) ?? set;
    run.report({ kind: 'set', set: withParents(own, family) });
  }
}

async function verifyArchives(
  tools: EngineTools,
  { unproven: catalog, results }: VerifiableCatalog,
  scope: VerificationScope,
  run: Run<VerificationEvent>,
): Promise<void> {
  const isCanceled = (): boolean => run.signal.aborted;
  for (const archive of chosen(catalog, scope).archives) {
    if (isCanceled()) return;
    const { sets } = results.applyTo({ ...catalog, archives: [] });
    await verifyArchive(tools, archive, { sets, catalog }, scope, run);
    if (isCanceled()) return;
    run.report({ kind: 'archive', archive: results.archiveWithResults(archive, sets) });
  }
}
