import { parseBarmanIdentity } from '../../formats/tools/barmanIdentity';
import { type BarmanBackup, parseBarmanInfo } from '../../formats/tools/barmanInfo';
import type { Retention } from '../../formats/tools/toolBackup';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { inParallel } from '../../ground/inParallel';
import { baseName, joinPath, parentPath } from '../../ground/paths';
import { readSmall } from '../read/readFile';
import {
  type FoundArchive,
  type FoundBackup,
  metadataFindings,
  NO_TOOLS,
  type ToolFindings,
} from './foundBackup';
import { backupOfMeta, type ToolFolder } from './toolFiles';

/** Where Barman looks for a segment (`get-wal`); `.partial` files are in the last. */
const WAL_FOLDERS = ['wals', 'incoming', 'streaming'];
const INFO_LIMIT = 1024 * 1024 + 1;
/** Files read at the same time. */
const AT_ONCE = 16;

/** A backup by its `base/ID/backup.info`, whose bytes were read. */
export async function barmanBackup(
  tree: FileTree,
  folder: ToolFolder,
  bytes: Uint8Array,
): Promise<FoundBackup | undefined> {
  const file = joinPath(folder.path, 'backup.info');
  return found(tree, file, folder.path, folder, bytes);
}

/** The backups in the `meta` directory that Barman has from 3.13.2 on. */
export async function barmanMeta(
  tree: FileTree,
  meta: ToolFolder,
  folderAt: (path: string) => ToolFolder | undefined,
  signal?: AbortSignal,
): Promise<ToolFindings> {
  const files = meta.files.filter((name) => backupOfMeta(name) !== undefined);
  const said = await inParallel(files, AT_ONCE, signal, (name) => metaBackup(tree, meta, name, folderAt));
  return {
    backups: said.flatMap(({ backups }) => backups),
    archives: [],
    findings: said.flatMap(({ findings }) => findings),
  };
}

async function metaBackup(
  tree: FileTree,
  meta: ToolFolder,
  name: string,
  folderAt: (path: string) => ToolFolder | undefined,
): Promise<ToolFindings> {
  const file = joinPath(meta.path, name);
  const { bytes, finding } = await readSmall(tree, file, INFO_LIMIT);
  if (bytes === undefined) return { ...NO_TOOLS, findings: finding === undefined ? [] : [finding] };
  const folder = joinPath(joinPath(parentPath(meta.path), 'base'), backupOfMeta(name) ?? '');
  const backup = await found(tree, file, folder, folderAt(folder), bytes);
  if (backup !== undefined) return { ...NO_TOOLS, backups: [backup] };
  return { ...NO_TOOLS, findings: metadataFindings(file, 'barman', parseBarmanInfo(bytes).problems) };
}

/** The WAL directories in a server's directory, with the cluster in its `identity.json`. */
export async function barmanServer(tree: FileTree, folder: ToolFolder): Promise<ToolFindings> {
  const file = joinPath(folder.path, 'identity.json');
  const { bytes, finding } = await readSmall(tree, file);
  const { value, problems } = bytes === undefined ? { problems: [] } : parseBarmanIdentity(bytes);
  const archives = WAL_FOLDERS.map((name): FoundArchive => {
    const path = joinPath(folder.path, name);
    return { path, tool: 'barman', metadata: file, ...value };
  });
  const findings = metadataFindings(file, 'barman', problems);
  return { backups: [], archives, findings: finding === undefined ? findings : [...findings, finding] };
}

async function found(
  tree: FileTree,
  metadata: string,
  folder: string,
  listed: ToolFolder | undefined,
  bytes: Uint8Array,
): Promise<FoundBackup | undefined> {
  const { value, problems } = parseBarmanInfo(bytes);
  if (value === undefined) return undefined;
  const server = parentPath(parentPath(folder));
  return {
    backup: { ...value, retained: await keepOf(tree, folder, listed) },
    name: baseName(folder),
    folder,
    metadata,
    repository: server,
    walFolders: WAL_FOLDERS.map((name) => joinPath(server, name)),
    baseFiles: baseFilesOf(value, listed),
    findings: [
      ...metadataFindings(metadata, 'barman', problems),
      ...tablespaceFindings(value, folder, listed),
    ],
  };
}

function baseFilesOf(
  { method, state }: BarmanBackup,
  listed: ToolFolder | undefined,
): FoundBackup['baseFiles'] {
  if (listed?.directories.some((name) => name === 'data' || name === 'pgdata') === true) return 'plain';
  // Snapshots are kept by the storage, and a backup that failed early has no files yet.
  return method?.startsWith('snapshot') === true || state === 'running' || state === 'failed'
    ? 'elsewhere'
    : 'missing';
}

/**
 * `barman keep`: with the target `standalone` only the WAL of the backup itself is kept, with `full` all WAL from it
 * on.
 */
async function keepOf(
  tree: FileTree,
  folder: string,
  listed: ToolFolder | undefined,
): Promise<Retention | undefined> {
  if (listed?.directories.includes('annotations') !== true) return undefined;
  const bytes = await tree.read(joinPath(folder, 'annotations/keep'), 0, 64);
  if (isFailure(bytes)) return undefined;
  return { word: 'kept', ownWalOnly: new TextDecoder().decode(bytes).trim() === 'standalone' };
}

function tablespaceFindings(
  { tablespaceOids, compressed }: BarmanBackup,
  folder: string,
  listed: ToolFolder | undefined,
): Finding[] {
  if (compressed || listed?.directories.includes('data') !== true) return [];
  return tablespaceOids
    .filter((oid) => !listed.directories.includes(oid))
    .map((oid) => ({
      code: 'missing-tablespace',
      severity: 'error',
      file: joinPath(folder, oid),
      args: { oid, reason: 'folder' },
    }));
}
