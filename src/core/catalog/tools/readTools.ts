import { parseBarmanInfo } from '../../formats/tools/barmanInfo';
import type { Finding } from '../../finding';
import type { Cancel, FileTree } from '../../ports';
import { joinPath, parentPath } from '../paths';
import { readSmall } from '../readFile';
import { barmanBackup, barmanMeta, barmanServer } from './barman';
import type { FoundArchive, FoundBackup, ToolFindings } from './foundBackup';
import { metadataFindings, NO_TOOLS } from './foundBackup';
import { pgbackrestArchive, pgbackrestFolder, pgbackrestStanza } from './pgbackrest';
import { pgmonetaBackup } from './pgmoneta';
import type { Instance } from './probackup';
import { archiveOf, probackupBackup, probackupInstance } from './probackup';
import type { ToolFolder } from './toolFiles';
import { backupOfMeta, backupOfSentinel, isPgbackrestLabel, isWalgBackup } from './toolFiles';
import { walgBackups } from './walg';

const HEAD = 1024 * 1024 + 1;

/** Reads what the tools' own metadata say, in the folders where such files were seen. Nothing else is opened. */
export async function readTools(
  tree: FileTree,
  folders: readonly ToolFolder[],
  cancel?: Cancel,
): Promise<ToolFindings> {
  const reader = new ToolReader(tree, folders);
  for (const folder of folders) {
    if (cancel?.requested === true) break;
    await reader.read(folder);
  }
  return reader.result();
}

class ToolReader {
  readonly #tree: FileTree;
  readonly #byPath: ReadonlyMap<string, ToolFolder>;
  readonly #backups = new Map<string, FoundBackup>();
  readonly #archives = new Map<string, FoundArchive>();
  readonly #instances = new Map<string, Instance>();
  readonly #findings: Finding[] = [];

  constructor(tree: FileTree, folders: readonly ToolFolder[]) {
    this.#tree = tree;
    this.#byPath = new Map(folders.map((folder) => [folder.path, folder]));
  }

  result(): ToolFindings {
    return {
      backups: [...this.#backups.values()],
      archives: [...this.#archives.values()],
      findings: this.#findings,
    };
  }

  async read(folder: ToolFolder): Promise<void> {
    const { files, directories, path } = folder;
    const has = (...names: string[]): boolean => names.some((name) => files.includes(name));
    if (files.some((name) => backupOfMeta(name) !== undefined)) {
      this.#take(await barmanMeta(this.#tree, folder, (at) => this.#byPath.get(at)));
    }
    if (has('identity.json') && directories.includes('wals'))
      this.#take(await barmanServer(this.#tree, folder));
    const list = files.find((name) => name === 'xlog.db' || name.endsWith('-xlog.db'));
    if (list !== undefined) this.#addArchive({ path, tool: 'barman', list: joinPath(path, list) });
    if (has('archive.info', 'archive.info.copy')) this.#take(await pgbackrestArchive(this.#tree, folder));
    if (files.some((name) => backupOfSentinel(name) !== undefined) || directories.some(isWalgBackup)) {
      this.#take(await walgBackups(this.#tree, folder));
    }
    if (has('pg_probackup.conf')) await this.#instance(path);
    if (has('backup.control')) await this.#probackup(folder);
    await this.#infoFolder(folder, has);
  }

  /** Three tools call their metadata `backup.info`; what stands in it tells whose it is. */
  async #infoFolder(folder: ToolFolder, has: (...names: string[]) => boolean): Promise<void> {
    const { directories, path } = folder;
    if (directories.some(isPgbackrestLabel) || has('backup.info.copy')) {
      this.#take(await pgbackrestStanza(this.#tree, folder));
    } else if (has('backup.info')) {
      await this.#info(folder);
    } else if (has('backup.manifest', 'backup.manifest.copy') && directories.includes('pg_data')) {
      this.#add(await pgbackrestFolder(this.#tree, path));
    }
  }

  async #info(folder: ToolFolder): Promise<void> {
    const file = joinPath(folder.path, 'backup.info');
    const { bytes, finding } = await readSmall(this.#tree, file, HEAD);
    if (finding !== undefined) this.#findings.push(finding);
    if (bytes === undefined) return;
    const start = new TextDecoder().decode(bytes.subarray(0, 512));
    if (/^\[(?:backrest|backup|db|cipher)[^\]]*\]/m.test(start) || start.startsWith('Salted__')) {
      this.#take(await pgbackrestStanza(this.#tree, folder));
      return;
    }
    const backup = pgmonetaBackup(folder, bytes) ?? (await barmanBackup(this.#tree, folder, bytes));
    if (backup !== undefined) this.#add(backup);
    else this.#findings.push(...metadataFindings(file, 'barman', parseBarmanInfo(bytes).problems));
  }

  async #instance(path: string): Promise<Instance> {
    const known = this.#instances.get(path);
    if (known !== undefined) return known;
    const instance = await probackupInstance(this.#tree, path);
    this.#instances.set(path, instance);
    this.#findings.push(...instance.findings);
    const { systemIdentifier } = instance.config ?? {};
    this.#addArchive({ path: archiveOf(path), tool: 'pg_probackup', systemIdentifier });
    return instance;
  }

  async #probackup(folder: ToolFolder): Promise<void> {
    const instance = await this.#instance(parentPath(folder.path));
    this.#take(await probackupBackup(this.#tree, folder, instance));
  }

  #take({ backups, archives, findings }: ToolFindings = NO_TOOLS): void {
    for (const backup of backups) this.#add(backup);
    for (const archive of archives) this.#addArchive(archive);
    this.#findings.push(...findings);
  }

  /** Barman's newer place of metadata is the one that it reads itself where both are there. */
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
