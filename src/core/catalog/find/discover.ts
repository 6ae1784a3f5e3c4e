import { unreadableDirectory } from '../read/readFile';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { classifyWalFile } from '../../wal/fileName';
import { holdsWal, isDataDirectory, looseLabels, readDirectory } from './directory';
import type { DirectoryListing } from './directoryListing';
import { baseName, joinPath, parentPath } from '../../ground/paths';
import { originsOf, Visited } from './followedLinks';
import type { Discovery, FoundDataDirectory, FoundFile, FoundWalDirectory } from './discovery';
import { type DirectoryReading, ReadAhead } from './readAhead';
import { readTarBackups, type TarBackup, type WholeTars } from '../../tars/tarBackup';
import { unreadTarFinding } from '../../tars/tarFindings';
import { isTarName, tarsBeside } from '../../tars/tarName';
import type { RepositoryAround } from '../tools/repositoryAround';
import { enteredBelow, isToolFile, type ToolFolder, toolFolderOf } from '../tools/toolFiles';
import { isOneTar } from '../../model/layout';

/** Deeper than any layout that a tool writes; a limit against endless directories. */
const MAX_DEPTH = 24;
const READ_AHEAD = 16;
const NEVER_ENTERED = new Set(['.git', 'node_modules', 'archive_status', 'summaries']);
/** Parts of a backup that only the tool's metadata put together (WAL-G). */
const NO_BACKUPS_OF_THEIR_OWN = new Set(['tar_partitions']);
const INSIDE_DATA_DIRECTORY = /^(pg_.*|base|global|log)$/;
const WAL_FOLDERS = ['pg_wal', 'pg_xlog'];

interface WalkOptions {
  /** Only WAL and history files are wanted. */
  readonly walOnly: boolean;
  /** The tar that is walked as a directory. */
  readonly tar?: TarBackup;
  /** Places whose parents no link may lead to (`originsOf`). */
  readonly from?: readonly string[];
}

/** The paths of a file in an archive, which may be sharded: core names it without the shard. */
function waysToName(path: string): readonly string[] {
  return [path, joinPath(parentPath(parentPath(path)), baseName(path))];
}

/**
 * Walks everything below the roots (sets, archives, loose files) and the archive directories (WAL and history files
 * only). Each directory is read once, however many paths lead to it.
 */
export class Discoverer {
  readonly #tree: FileTree;
  readonly #signal: AbortSignal | undefined;
  readonly #wholeTars: WholeTars;
  readonly #ahead: ReadAhead;
  readonly #visited = new Visited();
  readonly #dataDirectories: FoundDataDirectory[] = [];
  readonly #labelFiles: string[] = [];
  readonly #walDirectories: FoundWalDirectory[] = [];
  readonly #historyFiles: FoundFile[] = [];
  readonly #toolFolders: ToolFolder[] = [];
  readonly #findings: Finding[] = [];

  constructor(tree: FileTree, signal?: AbortSignal, wholeTars: WholeTars = []) {
    this.#tree = tree;
    this.#ahead = new ReadAhead(tree);
    this.#signal = signal;
    this.#wholeTars = wholeTars;
  }

  /** @param repositories of backups that were named alone: their tools' metadata and WAL are found, too */
  async discover(
    roots: readonly string[],
    archiveDirectories: readonly string[],
    repositories: readonly RepositoryAround[] = [],
  ): Promise<Discovery> {
    const histories = repositories.map(({ history }) => history);
    // A history file of such an archive is found in it, which may be sharded.
    for (const root of roots)
      if (!waysToName(root).some((path) => histories.includes(path))) await this.#root(root);
    for (const repository of repositories) await this.#repository(repository);
    for (const directory of archiveDirectories) await this.#walk(directory, { walOnly: true });
    return {
      dataDirectories: this.#dataDirectories,
      labelFiles: this.#labelFiles,
      walDirectories: this.#walDirectories,
      historyFiles: this.#historyFiles,
      toolFolders: this.#toolFolders,
      findings: this.#findings,
    };
  }

  async #repository({ readDirectories, metadataDirectories }: RepositoryAround): Promise<void> {
    const known = new Set(this.#toolFolders.map(({ path }) => path));
    for (const folder of metadataDirectories.filter((path) => !known.has(path))) {
      const listing = await readDirectory(this.#tree, folder);
      const tool = isFailure(listing) ? undefined : toolFolderOf(listing);
      if (tool !== undefined) this.#toolFolders.push(tool);
    }
    for (const folder of readDirectories) {
      if (isFailure(await this.#tree.stat(folder))) continue;
      // A part may be a link to another place, but not to one that contains the repository, which was not named.
      const from = await this.#tree.realPath(parentPath(folder));
      await this.#walk(folder, { walOnly: false, from: isFailure(from) ? [] : [from] });
    }
  }

  async #root(root: string): Promise<void> {
    const facts = await this.#tree.stat(root);
    if (isFailure(facts)) {
      this.#report(root, facts.code, 'error');
    } else if (facts.kind === 'directory') {
      await this.#walk(root, { walOnly: false });
    } else {
      await this.#file(root);
    }
  }

  /** A named file: a label or a history file, with the WAL beside it. */
  async #file(path: string): Promise<void> {
    const folder = parentPath(path);
    if (isToolFile(baseName(path))) {
      await this.#walk(folder, { walOnly: false });
      return;
    }
    const listing = await readDirectory(this.#tree, folder);
    if (!isFailure(listing) && isTarName(path)) {
      const tars = tarsBeside(baseName(path), listing.tars);
      await this.#tars({ ...listing, tars }, false);
      return;
    }
    if (!isFailure(listing) && !(await this.#markSeen(folder)) && holdsWal(listing)) {
      // It was not named itself, but to name one of its files says that it is the WAL for that.
      this.#addWal(listing, undefined, true);
    }
    if (classifyWalFile(baseName(path))?.kind === 'backup-history') {
      this.#historyFiles.push({ path, listed: true });
    } else if (!isFailure(listing) && isDataDirectory(listing)) {
      await this.#dataDirectory(listing, false);
    } else {
      this.#labelFiles.push(path);
    }
  }

  async #walk(start: string, { walOnly, tar, from: origins = [] }: WalkOptions): Promise<void> {
    const queue: { path: string; depth: number; from: readonly string[] }[] = [
      { path: start, depth: 0, from: origins },
    ];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (this.#signal?.aborted === true) return;
      this.#ahead.begin(queue.slice(0, READ_AHEAD).map(({ path }) => path));
      const look = this.#ahead.take(next.path);
      const from = originsOf(next.from, await look.realPath);
      if (from === undefined) {
        this.#findings.push({ code: 'link-not-followed', severity: 'warning', file: next.path, args: {} });
        continue;
      }
      for (const name of await this.#directory(next.path, next.depth, look, walOnly, tar)) {
        queue.push({ path: joinPath(next.path, name), depth: next.depth + 1, from });
      }
    }
  }

  /** Processes one directory and returns the names of the subdirectories to enter. */
  async #directory(
    path: string,
    depth: number,
    look: DirectoryReading,
    walOnly: boolean,
    tar: TarBackup | undefined,
  ): Promise<readonly string[]> {
    if (this.#visited.markSeen(path, await look.realPath)) return [];
    const listing = await look.listing;
    if (isFailure(listing)) {
      this.#report(path, listing.code, depth === 0 ? 'error' : 'warning');
      return [];
    }
    if (holdsWal(listing)) this.#addWal(listing, undefined, walOnly);
    const enter = this.#entered(listing, walOnly);
    if (isDataDirectory(listing)) {
      await this.#dataDirectory(listing, walOnly, tar);
      return enter.filter((name) => !INSIDE_DATA_DIRECTORY.test(name));
    }
    if (!walOnly) this.#labelFiles.push(...looseLabels(listing));
    if (tar === undefined && !NO_BACKUPS_OF_THEIR_OWN.has(baseName(path))) await this.#tars(listing, walOnly);
    if (depth < MAX_DEPTH || enter.length === 0) return enter;
    this.#findings.push({ code: 'too-deep', severity: 'warning', file: path, args: { depth: MAX_DEPTH } });
    return [];
  }

  /** Tars are walked like directories; those that pg_basebackup wrote for one backup belong together. */
  async #tars(listing: DirectoryListing, walOnly: boolean): Promise<void> {
    if (listing.tars.length === 0) return;
    for (const tar of await readTarBackups(this.#tree, listing.path, listing, this.#wholeTars)) {
      const before = this.#dataDirectories.length;
      if (isOneTar(tar)) await this.#walk(tar.path, { walOnly, tar });
      else await this.#baseTar(tar, walOnly);
      if (walOnly || this.#dataDirectories.length > before) continue;
      this.#findings.push(...tar.findings, ...tar.unread.map((path) => unreadTarFinding(path, 'warning')));
    }
  }

  async #baseTar(tar: TarBackup, walOnly: boolean): Promise<void> {
    const listing = await readDirectory(this.#tree, tar.path);
    // If a tar is compressed, perhaps only its label was read, or nothing; then its name and its manifest show what it is.
    if (
      !isFailure(listing) &&
      (tar.unread.length > 0 || listing.markers.size > 0 || isDataDirectory(listing))
    )
      await this.#dataDirectory(listing, walOnly, tar);
    for (const path of tar.walTars) {
      const wal = await readDirectory(this.#tree, path);
      if (!isFailure(wal) && holdsWal(wal)) this.#addWal(wal, tar.path, walOnly);
    }
  }

  #entered(listing: DirectoryListing, walOnly: boolean): readonly string[] {
    const names = listing.directories.filter((name) => !NEVER_ENTERED.has(name));
    const tool = toolFolderOf(listing);
    if (tool === undefined) return names;
    if (!walOnly) this.#toolFolders.push(tool);
    return enteredBelow(tool, names);
  }

  async #dataDirectory(listing: DirectoryListing, walOnly: boolean, tar?: TarBackup): Promise<void> {
    for (const name of WAL_FOLDERS) {
      if (!listing.directories.includes(name)) continue;
      const path = joinPath(listing.path, name);
      if (await this.#markSeen(path)) continue;
      const wal = await readDirectory(this.#tree, path);
      if (isFailure(wal)) this.#report(path, wal.code, 'warning');
      else if (holdsWal(wal)) this.#addWal(wal, listing.path, walOnly);
    }
    if (walOnly) return;
    const { path, markers, directories } = listing;
    const found = { path, markers, hasGlobal: directories.includes('global') };
    this.#dataDirectories.push(tar === undefined ? found : { ...found, tar });
  }

  /** @param isNamedByUser then its history files are no sets of their own either */
  #addWal(listing: DirectoryListing, dataDirectory: string | undefined, isNamedByUser: boolean): void {
    this.#walDirectories.push({ listing, dataDirectory, isNamedByUser });
    for (const name of listing.backupHistories) {
      this.#historyFiles.push({ path: joinPath(listing.path, name), listed: !isNamedByUser });
    }
  }

  async #markSeen(path: string): Promise<boolean> {
    return this.#visited.markSeen(path, await this.#tree.realPath(path));
  }

  #report(path: string, code: string, severity: Finding['severity']): void {
    this.#findings.push(unreadableDirectory(path, code, severity));
  }
}
