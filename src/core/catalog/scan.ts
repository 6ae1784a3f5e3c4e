import { parseBackupHistory } from '../formats/label/backupHistory';
import type { Finding } from '../ground/finding';
import type { FileTree } from '../ground/ports';
import { type ArchiveEvidence, type GeometryOverrides, readArchiveEvidence } from './read/archiveEvidence';
import { withoutForeignQuotes } from './read/foreignQuotes';
import { buildArchive } from './assess/buildArchive';
import { buildSet } from './assess/buildSet';
import { Discoverer } from './find/discover';
import type { Discovery, FoundFile } from './find/discovery';
import { linkIncrementals } from './match/incrementals';
import { inParallel } from '../ground/inParallel';
import { addTo } from '../ground/lists';
import { mergeLooseLabels } from './match/looseLabels';
import type { Catalog } from '../model/catalog';
import type { BackupSet } from '../model/backupSet';
import { ofOneCluster } from './match/oneCluster';
import { matchHistories, evidenceOfHistory } from './match/matchHistories';
import { isWithin, parentPath } from '../ground/paths';
import { ArchiveAssignment } from './match/archiveAssignment';
import { readMaybeCompressed } from './read/readFile';
import { fileFindings } from '../formats/parsed';
import { readDataDirectory, readLabelFile } from './read/readEvidence';
import type { HistoryFile, BackupEvidence } from './read/backupEvidence';
import { withStartSegment } from './read/startSegment';
import type { WholeTars } from '../tars/tarBackup';
import { onlyNamed, repositoriesOf } from './tools/namedAlone';
import { readTools } from './tools/readTools';
import { linkToolChains } from './tools/toolChain';
import { archiveOfTool, withSharedHistories, withTools } from './tools/toolEvidence';

export interface ScanOptions extends GeometryOverrides {
  /** Directories or files below which sets are listed. */
  readonly roots: readonly string[];
  /** Further directories with WAL and history files; sets in them are not listed. */
  readonly archiveDirectories: readonly string[];
  /** `names` reads names and sizes, `headers` also the first page of every required segment. */
  readonly level: 'names' | 'headers';
  /** Compressed tars that are read to their end, however long that takes. Default: none. */
  readonly wholeTars?: WholeTars;
  readonly signal?: AbortSignal;
}

/** Sets or archives at a time. Each opens some files; the system's own threads are few, so more would gain nothing. */
const AT_ONCE = 16;

/** Lists every set and archive below the roots. Never throws: anything that cannot be read becomes a finding. */
export async function scan(tree: FileTree, options: ScanOptions): Promise<Catalog> {
  const discoverer = new Discoverer(tree, options.signal, options.wholeTars);
  const repositories = await repositoriesOf(tree, options.roots);
  const found = await discoverer.discover(options.roots, options.archiveDirectories, repositories);
  const tools = await readTools(tree, found.toolFolders, options.signal);
  const read = await inParallel(found.walDirectories, AT_ONCE, options.signal, async (directory) => {
    // A root may contain a directory that was named, and then the walk of the root found it first.
    const isNamedByUser = directory.isNamedByUser || isNamed(directory.listing.path, options);
    return archiveOfTool(
      await readArchiveEvidence(tree, { ...directory, isNamedByUser }, options),
      tools.archives,
    );
  });
  const archivesRead = withSharedHistories(read);
  const histories = await readHistories(tree, found.historyFiles);
  const backups = mergeLooseLabels(withTools(await readBackups(tree, found, options.signal), tools.backups));
  const assignment = new ArchiveAssignment(
    archivesRead.filter(({ dataDirectory }) => dataDirectory === undefined),
    backups,
  );
  const { backups: paired, orphans } = matchHistories(backups, histories.files, assignment);
  const all = [
    ...paired,
    ...orphans.map((history) => evidenceOfHistory(history, holderOf(history, archivesRead))),
  ];
  const ownWal = walOfDirectories(archivesRead);
  const sets = await inParallel(all, AT_ONCE, options.signal, async (matched) => {
    const { evidence, home } = await withStartSegment(tree, matched, archivesRead, () =>
      assignment.archivesFor(matched),
    );
    const own = ownWal.get(evidence.files.dataDirectory) ?? [];
    const near = assignment.archivesFor(evidence);
    const serving = new Set([
      ...home,
      ...ofOneCluster(evidence, near),
      ...own,
      ...(near.length === 0 ? assignment.sharedFor(evidence) : []),
    ]);
    return buildSet(tree, evidence, [...serving], () => assignment.archivesElsewhere(evidence), options);
  });
  const linked = linkToolChains(linkIncrementals(sets, all), all);
  const served = setsByArchive(linked);
  const holding = archivesRead.filter(({ segmentCount, partials }) => segmentCount + partials.count > 0);
  const archives = await inParallel(holding, AT_ONCE, options.signal, (archive) =>
    buildArchive(tree, archive, served.get(archive.path) ?? []),
  );
  const findings = [...found.findings, ...tools.findings, ...histories.findings];
  const catalog = await withoutForeignQuotes(tree, { sets: linked, archives, findings }, [
    ...options.roots,
    ...options.archiveDirectories,
    ...repositories.flatMap(({ readDirectories, metadataDirectories }) => [
      ...readDirectories,
      ...metadataDirectories,
    ]),
  ]);
  return onlyNamed(catalog, options.roots, repositories);
}

function isNamed(path: string, { archiveDirectories }: ScanOptions): boolean {
  return archiveDirectories.some((directory) => isWithin(path, directory));
}

async function readBackups(
  tree: FileTree,
  found: Discovery,
  signal: AbortSignal | undefined,
): Promise<BackupEvidence[]> {
  return [
    ...(await inParallel(found.dataDirectories, AT_ONCE, signal, (directory) =>
      readDataDirectory(tree, directory),
    )),
    ...(await inParallel(found.labelFiles, AT_ONCE, signal, (path) => readLabelFile(tree, path))),
  ];
}

async function readHistories(
  tree: FileTree,
  files: readonly FoundFile[],
): Promise<{ files: HistoryFile[]; findings: Finding[] }> {
  const read: HistoryFile[] = [];
  const findings: Finding[] = [];
  for (const { path, listed } of files) {
    const { bytes, finding } = await readMaybeCompressed(tree, path, '.backup', 'unreadable-backup-history');
    if (finding !== undefined) findings.push(finding);
    if (bytes === undefined) continue;
    const { value, problems } = parseBackupHistory(bytes);
    const problemFindings = fileFindings(path, problems);
    if (value?.start === undefined) findings.push(...problemFindings);
    else read.push({ path, value, findings: problemFindings, listed });
  }
  return { files: read, findings };
}

function holderOf(history: HistoryFile, archives: readonly ArchiveEvidence[]): ArchiveEvidence | undefined {
  return archives.find(({ path }) => path === parentPath(history.path));
}

/** A server searches its archive first and its own pg_wal last. */
function walOfDirectories(archives: readonly ArchiveEvidence[]): Map<string | undefined, ArchiveEvidence[]> {
  const own = new Map<string | undefined, ArchiveEvidence[]>();
  for (const archive of archives)
    if (archive.dataDirectory !== undefined) addTo(own, archive.dataDirectory, archive);
  return own;
}

function setsByArchive(sets: readonly BackupSet[]): Map<string, BackupSet[]> {
  const served = new Map<string, BackupSet[]>();
  for (const set of sets) for (const path of set.archives) addTo(served, path, set);
  return served;
}
