import { parseBackupHistory } from '../formats/backupHistory';
import type { Finding } from '../finding';
import type { Cancel, FileTree } from '../ports';
import type { ArchiveDraft, GeometryOverrides } from './archiveDraft';
import { readArchive } from './archiveDraft';
import { buildArchive } from './buildArchive';
import { buildSet } from './buildSet';
import type { Discovery, FoundFile } from './discover';
import { Discoverer } from './discover';
import { linkIncrementals } from './incrementals';
import { mergeLooseLabels } from './looseLabels';
import type { BackupSet, Catalog, WalArchive } from './model';
import { ofOneCluster } from './oneCluster';
import { pairHistories, seedOfHistory } from './pair';
import { isWithin, parentPath } from './paths';
import { Reach } from './reach';
import { fileFindings, readMaybePacked } from './readFile';
import { readDataDirectory, readLabelFile } from './readSeed';
import type { HistoryFile, SetSeed } from './seed';

export interface ScanOptions extends GeometryOverrides {
  /** Folders or files below which sets are listed. */
  readonly roots: readonly string[];
  /** Further folders with WAL and history files; sets in them are not listed. */
  readonly archiveDirectories: readonly string[];
  /** `names` looks at names and sizes, `headers` also at the first page of every required segment. */
  readonly level: 'names' | 'headers';
  readonly cancel?: Cancel;
}

/** Lists every set and archive below the roots. Never throws: what cannot be read becomes a finding. */
export async function scan(tree: FileTree, options: ScanOptions): Promise<Catalog> {
  const discoverer = new Discoverer(tree, options.cancel);
  const found = await discoverer.discover(options.roots, options.archiveDirectories);
  const drafts: ArchiveDraft[] = [];
  for (const directory of found.walDirectories) {
    const explicit = isNamed(directory.listing.path, options);
    drafts.push(await readArchive(tree, { ...directory, explicit: directory.explicit || explicit }, options));
  }
  const histories = await readHistories(tree, found.historyFiles);
  const seeds = mergeLooseLabels(await readSeeds(tree, found));
  const reach = new Reach(
    drafts.filter(({ dataDirectory }) => dataDirectory === undefined),
    seeds,
  );
  const { seeds: paired, orphans } = pairHistories(seeds, histories.files, reach);
  const all = [...paired, ...orphans.map((history) => seedOfHistory(history, holderOf(history, drafts)))];
  const sets: BackupSet[] = [];
  for (const seed of all) {
    if (options.cancel?.requested === true) break;
    const serving = [...ofOneCluster(seed, reach.archivesFor(seed)), ...ownWal(seed, drafts)];
    sets.push(await buildSet(tree, seed, serving, reach.archivesElsewhere(seed), options));
  }
  const linked = linkIncrementals(sets, all);
  const archives: WalArchive[] = [];
  for (const draft of drafts) {
    if (draft.segmentCount + draft.partials.count > 0) archives.push(await buildArchive(tree, draft, linked));
  }
  return { sets: linked, archives, findings: [...found.findings, ...histories.findings] };
}

function isNamed(path: string, { archiveDirectories }: ScanOptions): boolean {
  return archiveDirectories.some((directory) => isWithin(path, directory));
}

async function readSeeds(tree: FileTree, found: Discovery): Promise<SetSeed[]> {
  const seeds: SetSeed[] = [];
  for (const directory of found.dataDirectories) seeds.push(await readDataDirectory(tree, directory));
  for (const path of found.labelFiles) seeds.push(await readLabelFile(tree, path));
  return seeds;
}

async function readHistories(
  tree: FileTree,
  files: readonly FoundFile[],
): Promise<{ files: HistoryFile[]; findings: Finding[] }> {
  const read: HistoryFile[] = [];
  const findings: Finding[] = [];
  for (const { path, listed } of files) {
    const { bytes, finding } = await readMaybePacked(tree, path, '.backup', 'unreadable-backup-history');
    if (finding !== undefined) findings.push(finding);
    if (bytes === undefined) continue;
    const { value, problems } = parseBackupHistory(bytes);
    const problemFindings = fileFindings(path, problems);
    if (value?.start === undefined) findings.push(...problemFindings);
    else read.push({ path, value, findings: problemFindings, listed });
  }
  return { files: read, findings };
}

function holderOf(history: HistoryFile, drafts: readonly ArchiveDraft[]): ArchiveDraft | undefined {
  return drafts.find(({ path }) => path === parentPath(history.path));
}

/** A server looks into its archive first and into its own pg_wal last. */
function ownWal({ files }: SetSeed, drafts: readonly ArchiveDraft[]): ArchiveDraft[] {
  const own = files.dataDirectory;
  return own === undefined ? [] : drafts.filter(({ dataDirectory }) => dataDirectory === own);
}
