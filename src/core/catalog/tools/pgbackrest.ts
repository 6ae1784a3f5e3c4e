import {
  parsePgbackrestArchiveInfo,
  parsePgbackrestInfo,
  parsePgbackrestManifestHead,
  type PgbackrestBackup,
  type PgbackrestInfo,
  type StanzaCluster,
} from '../../formats/tools/pgbackrestInfo';
import { LARGEST_INFO } from '../../formats/tools/pgbackrestIni';
import type { Parsed } from '../../formats/parsed';
import { NOTHING_SAID } from '../../formats/tools/toolBackup';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { inParallel } from '../../ground/inParallel';
import { baseName, joinPath, parentPath } from '../../ground/paths';
import { readSmall } from '../read/readFile';
import {
  type FoundArchive,
  type FoundBackup,
  isThere,
  metadataFindings,
  type ToolFindings,
} from './foundBackup';
import { comparedWithManifest } from './pgbackrestManifest';
import type { ToolFolder } from './toolFiles';
import { isPgbackrestLabel } from '../../formats/tools/pgbackrestFiles';

/** The sections about the backup itself are before the files. */
const HEAD_BYTES = 64 * 1024;
/** Backups that are read at the same time. */
const AT_ONCE = 16;

interface Stanza {
  /** Directory of its backups. */
  readonly path: string;
  /** Directory of its WAL. */
  readonly archive: string;
  readonly clusters: readonly StanzaCluster[];
}

/**
 * Every backup of a stanza: those that `backup.info` lists, and directories of others, which are unfinished or
 * forgotten.
 */
export async function pgbackrestStanza(
  tree: FileTree,
  folder: ToolFolder,
  signal?: AbortSignal,
): Promise<ToolFindings> {
  const { value, findings } = await readEither(tree, folder, 'backup.info', parsePgbackrestInfo);
  const stanza = stanzaOf(folder.path, value?.clusters ?? []);
  // The name becomes a path, so it must be one of pgBackRest's.
  const current = (value?.backups ?? []).filter(({ name }) => isPgbackrestLabel(name));
  const known = new Set(current.map(({ name }) => name));
  const others = folder.directories.filter((name) => isPgbackrestLabel(name) && !known.has(name));
  const backups = [
    ...(await inParallel(current, AT_ONCE, signal, (backup) => listedBackup(tree, stanza, backup, folder))),
    ...(await inParallel(others, AT_ONCE, signal, (name) =>
      pgbackrestFolder(tree, joinPath(folder.path, name), value),
    )),
  ];
  return { backups, archives: [], findings };
}

/** One backup by the manifest in its directory alone. */
export async function pgbackrestFolder(
  tree: FileTree,
  path: string,
  info?: PgbackrestInfo,
): Promise<FoundBackup> {
  const whole = joinPath(path, 'backup.manifest');
  const finished = await isThere(tree, whole);
  const file = finished ? whole : `${whole}.copy`;
  const { bytes } = await readSmall(tree, file, HEAD_BYTES);
  const { value, problems } = bytes === undefined ? { problems: [] } : parsePgbackrestManifestHead(bytes);
  const nothing = {
    ...NOTHING_SAID,
    tool: 'pgbackrest',
    name: baseName(path),
    clusterId: undefined,
  } as const;
  const backup = value ?? { ...nothing, references: [], pageErrors: false };
  const clusters = info?.clusters ?? (await archiveClusters(tree, stanzaOf(parentPath(path), [])));
  const stanza = stanzaOf(parentPath(path), clusters);
  return {
    ...foundOf(stanza, { ...backup, state: finished ? 'done' : 'running' }, path),
    metadata: file,
    baseFiles: 'stored',
    findings: [
      ...metadataFindings(file, 'pgbackrest', problems),
      ...(finished && info !== undefined ? [unlistedFinding(whole)] : []),
    ],
  };
}

/** `restore` uses the list in `backup.info`. */
function unlistedFinding(file: string): Finding {
  return {
    code: 'tool-metadata-mismatch',
    severity: 'warning',
    file,
    args: { tool: 'pgBackRest', reason: 'unlisted' },
  };
}

/** The WAL directories of a stanza by its `archive.info`. */
export async function pgbackrestArchive(tree: FileTree, folder: ToolFolder): Promise<ToolFindings> {
  const { value, findings } = await readEither(tree, folder, 'archive.info', parsePgbackrestArchiveInfo);
  const metadata = joinPath(folder.path, 'archive.info');
  const archives = folder.directories
    .filter((name) => /^[\d.]{1,8}-\d{1,9}$/.test(name))
    .map((name): FoundArchive => {
      const cluster = value?.find(({ archiveId }) => archiveId === name);
      const { systemIdentifier, versionNum } = cluster ?? {};
      const path = joinPath(folder.path, name);
      return { path, tool: 'pgbackrest', metadata, systemIdentifier, versionNum };
    });
  return { backups: [], archives, findings };
}

/** pgBackRest writes every such file twice, and reads the copy if the first is not whole. */
async function readEither<T>(
  tree: FileTree,
  { path, files }: ToolFolder,
  name: string,
  parse: (bytes: Uint8Array) => Parsed<T>,
): Promise<{ readonly value: T | undefined; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  let doubtful: T | undefined;
  for (const file of [name, `${name}.copy`].filter((candidate) => files.includes(candidate))) {
    const whole = joinPath(path, file);
    const { bytes, finding } = await readSmall(tree, whole, LARGEST_INFO + 1);
    if (finding !== undefined) findings.push(finding);
    if (bytes === undefined) continue;
    const { value, problems } = parse(bytes);
    findings.push(...metadataFindings(whole, 'pgbackrest', problems));
    if (value !== undefined && problems.length === 0) return { value, findings };
    doubtful ??= value;
  }
  return { value: doubtful, findings };
}

async function archiveClusters(tree: FileTree, { archive }: Stanza): Promise<readonly StanzaCluster[]> {
  const bytes = await tree.read(joinPath(archive, 'archive.info'), 0, LARGEST_INFO);
  return isFailure(bytes) ? [] : (parsePgbackrestArchiveInfo(bytes).value ?? []);
}

function stanzaOf(path: string, clusters: readonly StanzaCluster[]): Stanza {
  const repository = parentPath(parentPath(path));
  return { path, archive: joinPath(joinPath(repository, 'archive'), baseName(path)), clusters };
}

async function listedBackup(
  tree: FileTree,
  stanza: Stanza,
  backup: PgbackrestBackup,
  { path, directories }: ToolFolder,
): Promise<FoundBackup> {
  const folder = joinPath(path, backup.name);
  const manifest = joinPath(folder, 'backup.manifest');
  const there = directories.includes(backup.name) && (await isThere(tree, manifest));
  const copied = there || (directories.includes(backup.name) && (await isThere(tree, `${manifest}.copy`)));
  const compared = there ? await comparedWithManifest(tree, backup, manifest) : { backup, findings: [] };
  return {
    ...foundOf(stanza, compared.backup, folder),
    metadata: joinPath(path, 'backup.info'),
    baseFiles: copied ? 'stored' : 'missing',
    findings: compared.findings,
  };
}

function foundOf(
  { path, archive, clusters }: Stanza,
  backup: PgbackrestBackup,
  folder: string,
): Omit<FoundBackup, 'metadata' | 'baseFiles' | 'findings'> {
  const archiveId = clusters.find(({ id }) => id === backup.clusterId)?.archiveId;
  const walFolders = [archiveId === undefined ? archive : joinPath(archive, archiveId)];
  return { backup, name: baseName(folder), folder, repository: path, walFolders };
}
