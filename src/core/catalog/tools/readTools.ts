import { parseBarmanInfo } from '../../formats/tools/barmanInfo';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import { inParallel } from '../../ground/inParallel';
import { joinPath, parentPath } from '../../ground/paths';
import { readSmall } from '../read/readFile';
import { barmanBackup, barmanMeta, barmanServer } from './barman';
import {
  type FoundArchive,
  type FoundBackup,
  metadataFindings,
  NO_TOOLS,
  type ToolFindings,
} from './foundBackup';
import { pgbackrestArchive, pgbackrestFolder, pgbackrestStanza } from './pgbackrest';
import { pgmonetaBackup } from './pgmoneta';
import { archiveOf, type Instance, probackupBackup, probackupInstance } from './probackup';
import { backupOfMeta, backupOfSentinel, isWalgBackup, type ToolFolder } from './toolFiles';
import { isPgbackrestLabel } from '../../formats/tools/pgbackrestFiles';
import { walgBackups } from './walg';

const HEAD = 1024 * 1024 + 1;

/** Directories that are read at the same time. */
const AT_ONCE = 16;

/**
 * Reads the tools' own metadata in the directories in which such files were seen. Nothing else is opened. The result
 * does not depend on the order of reading.
 */
export async function readTools(
  tree: FileTree,
  folders: readonly ToolFolder[],
  signal?: AbortSignal,
): Promise<ToolFindings> {
  const reader = new ToolReader(tree, folders, signal);
  const said = new Said();
  for (const each of await inParallel(folders, AT_ONCE, signal, (folder) => reader.read(folder))) {
    for (const one of each) said.take(one);
  }
  return said.result();
}

/** The contents of several files, in the order of their directories. */
class Said {
  readonly #backups = new Map<string, FoundBackup>();
  readonly #archives = new Map<string, FoundArchive>();
  readonly #findings: Finding[] = [];

  result(): ToolFindings {
    return {
      backups: [...this.#backups.values()],
      archives: [...this.#archives.values()],
      findings: this.#findings,
    };
  }

  take({ backups, archives, findings }: ToolFindings): void {
    for (const backup of backups) this.#add(backup);
    for (const archive of archives) this.#addArchive(archive);
    this.#findings.push(...findings);
  }

  /** If both are there, Barman itself reads the newer place of its metadata. */
  #add(backup: FoundBackup): void {
    const known = this.#backups.get(backup.folder);
    if (known?.metadata.endsWith('-backup.info') === true) return;
    this.#backups.set(backup.folder, backup);
    for (const path of backup.walFolders) this.#addArchive({ path, tool: backup.backup.tool });
  }

  #addArchive(archive: FoundArchive): void {
    const known = Object.fromEntries(
      Object.entries(this.#archives.get(archive.path) ?? {}).filter(([, value]) => value !== undefined),
    );
    this.#archives.set(archive.path, { ...archive, ...known });
  }
}

class ToolReader {
  readonly #tree: FileTree;
  readonly #signal: AbortSignal | undefined;
  readonly #byPath: ReadonlyMap<string, ToolFolder>;
  readonly #instances = new Map<string, Promise<Instance>>();

  constructor(tree: FileTree, folders: readonly ToolFolder[], signal: AbortSignal | undefined) {
    this.#tree = tree;
    this.#signal = signal;
    this.#byPath = new Map(folders.map((folder) => [folder.path, folder]));
  }

  async read(folder: ToolFolder): Promise<ToolFindings[]> {
    const { files, directories, path } = folder;
    const said: ToolFindings[] = [];
    const has = (...names: string[]): boolean => names.some((name) => files.includes(name));
    if (files.some((name) => backupOfMeta(name) !== undefined)) {
      said.push(await barmanMeta(this.#tree, folder, (at) => this.#byPath.get(at), this.#signal));
    }
    if (has('identity.json') && directories.includes('wals'))
      said.push(await barmanServer(this.#tree, folder));
    const list = files.find((name) => name === 'xlog.db' || name.endsWith('-xlog.db'));
    if (list !== undefined) said.push(archiveAlone({ path, tool: 'barman', list: joinPath(path, list) }));
    if (has('archive.info', 'archive.info.copy')) said.push(await pgbackrestArchive(this.#tree, folder));
    if (files.some((name) => backupOfSentinel(name) !== undefined) || directories.some(isWalgBackup)) {
      said.push(await walgBackups(this.#tree, folder, this.#signal));
    }
    if (has('pg_probackup.conf')) said.push(await this.#conf(path));
    if (has('backup.control')) said.push(await this.#probackup(folder));
    return [...said, await this.#infoFolder(folder, has)];
  }

  /** Three tools call their metadata `backup.info`; the content shows whose it is. */
  async #infoFolder(folder: ToolFolder, has: (...names: string[]) => boolean): Promise<ToolFindings> {
    const { directories, path } = folder;
    if (directories.some(isPgbackrestLabel) || has('backup.info.copy')) {
      return pgbackrestStanza(this.#tree, folder, this.#signal);
    }
    if (has('backup.info')) return this.#info(folder);
    if (has('backup.manifest', 'backup.manifest.copy') && directories.includes('pg_data')) {
      return { ...NO_TOOLS, backups: [await pgbackrestFolder(this.#tree, path)] };
    }
    return NO_TOOLS;
  }

  async #info(folder: ToolFolder): Promise<ToolFindings> {
    const file = joinPath(folder.path, 'backup.info');
    const { bytes, finding } = await readSmall(this.#tree, file, HEAD);
    if (bytes === undefined) return { ...NO_TOOLS, findings: finding === undefined ? [] : [finding] };
    const start = new TextDecoder().decode(bytes.subarray(0, 512));
    if (/^\[(?:backrest|backup|db|cipher)[^\]]*\]/m.test(start) || start.startsWith('Salted__')) {
      return pgbackrestStanza(this.#tree, folder, this.#signal);
    }
    const backup = pgmonetaBackup(folder, bytes) ?? (await barmanBackup(this.#tree, folder, bytes));
    if (backup !== undefined) return { ...NO_TOOLS, backups: [backup] };
    return { ...NO_TOOLS, findings: metadataFindings(file, 'barman', parseBarmanInfo(bytes).problems) };
  }

  /** An instance's configuration is read once, for the first of its backups. */
  #instance(path: string): Promise<Instance> {
    const known = this.#instances.get(path) ?? probackupInstance(this.#tree, path);
    this.#instances.set(path, known);
    return known;
  }

  async #conf(path: string): Promise<ToolFindings> {
    const { config, findings } = await this.#instance(path);
    const systemIdentifier = config?.systemIdentifier;
    return { ...archiveAlone({ path: archiveOf(path), tool: 'pg_probackup', systemIdentifier }), findings };
  }

  async #probackup(folder: ToolFolder): Promise<ToolFindings> {
    return probackupBackup(this.#tree, folder, await this.#instance(parentPath(folder.path)));
  }
}

function archiveAlone(archive: FoundArchive): ToolFindings {
  return { ...NO_TOOLS, archives: [archive] };
}
