import { NOTHING_SAID, type ToolBackup } from '../../formats/tools/toolBackup';
import { parseWalgMetadata, parseWalgSentinel } from '../../formats/tools/walgSentinel';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { formatLsn } from '../../ground/lsn';
import { inParallel } from '../../ground/inParallel';
import { joinPath, parentPath } from '../../ground/paths';
import { readSmall } from '../read/readFile';
import { type FoundBackup, metadataFindings, type ToolFindings } from './foundBackup';
import { backupOfSentinel, isWalgBackup, type ToolFolder } from './toolFiles';

const SENTINEL_LIMIT = 4 * 1024 * 1024;
/** Backups read at the same time. */
const AT_ONCE = 16;

/** The backups in WAL-G's `basebackups_005`: one for each sentinel, and directories without, which are unfinished. */
export async function walgBackups(
  tree: FileTree,
  folder: ToolFolder,
  signal?: AbortSignal,
): Promise<ToolFindings> {
  const sentinels = folder.files.flatMap((file) => {
    const name = backupOfSentinel(file);
    return name === undefined ? [] : [{ name, file: joinPath(folder.path, file) }];
  });
  const named = new Set(sentinels.map(({ name }) => name));
  const others = folder.directories.filter((name) => isWalgBackup(name) && !named.has(name));
  const backups = [
    ...(await inParallel(sentinels, AT_ONCE, signal, ({ name, file }) => finished(tree, folder, name, file))),
    ...(await inParallel(others, AT_ONCE, signal, (name) => unfinished(tree, folder, name))),
  ];
  const archive = { path: walFolder(folder), tool: 'wal-g' } as const;
  return { backups, archives: [archive], findings: [] };
}

async function finished(
  tree: FileTree,
  folder: ToolFolder,
  name: string,
  file: string,
): Promise<FoundBackup> {
  const { bytes, finding } = await readSmall(tree, file, SENTINEL_LIMIT);
  const sentinel = bytes === undefined ? { value: undefined, problems: [] } : parseWalgSentinel(bytes, name);
  const metadata = await readMetadata(tree, folder, name);
  const findings: Finding[] = metadataFindings(file, 'wal-g', sentinel.problems);
  if (finding !== undefined) findings.push(finding);
  if (sentinel.value !== undefined && metadata !== undefined) {
    findings.push(...contradictions(sentinel.value, metadata, file));
  }
  const backup = both(sentinel.value, metadata) ?? { ...NOTHING_SAID, tool: 'wal-g', name };
  return { ...foundOf(folder, name, backup), metadata: file, findings };
}

async function unfinished(tree: FileTree, folder: ToolFolder, name: string): Promise<FoundBackup> {
  const metadata = await readMetadata(tree, folder, name);
  const backup = metadata ?? { ...NOTHING_SAID, tool: 'wal-g' as const, name };
  const file = joinPath(folder.path, name);
  return { ...foundOf(folder, name, { ...backup, state: 'running' }), metadata: file, findings: [] };
}

async function readMetadata(
  tree: FileTree,
  { path, directories }: ToolFolder,
  name: string,
): Promise<ToolBackup | undefined> {
  if (!directories.includes(name)) return undefined;
  const bytes = await tree.read(joinPath(path, `${name}/metadata.json`), 0, SENTINEL_LIMIT);
  return isFailure(bytes) ? undefined : parseWalgMetadata(bytes, name).value;
}

/** Old sentinels have neither times nor permanence. */
function both(sentinel: ToolBackup | undefined, metadata: ToolBackup | undefined): ToolBackup | undefined {
  if (sentinel === undefined || metadata === undefined) return sentinel ?? metadata;
  const { start, stop } = sentinel;
  return {
    ...sentinel,
    systemIdentifier: sentinel.systemIdentifier ?? metadata.systemIdentifier,
    versionNum: sentinel.versionNum ?? metadata.versionNum,
    start: start && { ...start, time: start.time ?? metadata.start?.time },
    stop: stop && { ...stop, time: stop.time ?? metadata.stop?.time },
    retained: sentinel.retained ?? metadata.retained,
  };
}

function contradictions(sentinel: ToolBackup, metadata: ToolBackup, file: string): Finding[] {
  const fields = ['start', 'stop'] as const;
  return fields.flatMap((field): Finding[] => {
    const [recorded, files] = [sentinel[field]?.lsn, metadata[field]?.lsn];
    if (recorded === undefined || files === undefined || recorded === files) return [];
    const args = { tool: 'WAL-G', field, recorded: formatLsn(recorded), files: formatLsn(files) };
    return [{ code: 'tool-metadata-mismatch', severity: 'warning', file, args }];
  });
}

function foundOf(
  folder: ToolFolder,
  name: string,
  backup: ToolBackup,
): Omit<FoundBackup, 'metadata' | 'findings'> {
  const isThere = folder.directories.includes(name);
  const path = joinPath(folder.path, name);
  return {
    backup,
    name,
    folder: path,
    repository: folder.path,
    walFolders: [walFolder(folder)],
    baseFiles: isThere ? 'stored' : 'missing',
    ...(isThere ? { fileList: joinPath(path, 'files_metadata.json') } : {}),
  };
}

function walFolder({ path }: ToolFolder): string {
  return joinPath(parentPath(path), 'wal_005');
}
