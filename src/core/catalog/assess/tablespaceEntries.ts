import type { Finding } from '../../ground/finding';
import { isSwitchedOn } from '../../formats/serverSettings';
import { parseTablespaceMap } from '../../formats/tablespaceMap';
import { type DirectoryEntry, type FileTree, isFailure } from '../../ground/ports';
import { isEmptyDirectory } from './directories';
import { joinPath } from '../../ground/paths';
import { readSmall } from '../read/readFile';
import type { BackupEvidence } from '../read/backupEvidence';

/** The most that are named one by one; a DBA who sees these knows what to look for. */
const MOST_NAMED = 20;
/** Before this version, servers did not check the entries of pg_tblspc. */
const DIRECTORIES_CHECKED_SINCE = 100000;
/** Servers of 10 only complain about a file there. */
const FILES_REFUSED_SINCE = 110000;

interface Folder {
  readonly data: string;
  readonly path: string;
  readonly real: string;
  readonly versionNum: number | undefined;
  readonly map: string | undefined;
}

/**
 * Files and directories in pg_tblspc where a server has links. A directory that tablespace_map names must be empty,
 * because the server removes it to make the link (`read_tablespace_map` in xlogrecovery.c); any other is refused when
 * recovery becomes consistent (`CheckTablespaceDirectory`) unless allow_in_place_tablespaces is on. A file stops
 * servers from 11 on. All this was seen on servers of 10 to 15 and 18 (test/postgres/tablespaceEntries).
 */
export async function tablespaceEntries(
  tree: FileTree,
  { files, tool, tars, versionNum }: BackupEvidence,
): Promise<Finding[]> {
  const data = files.dataDirectory;
  // The content of a tool's repository or of tars is put into its place by the restore.
  if (data === undefined || tool !== undefined || tars !== undefined) return [];
  const path = joinPath(data, 'pg_tblspc');
  const real = await tree.realPath(path);
  if (isFailure(real)) return [];
  const folder: Folder = { data, path, real, versionNum, map: files.tablespaceMap };
  const findings: Finding[] = [];
  for await (const batch of tree.list(path)) {
    if (isFailure(batch)) return findings;
    for (const entry of batch) {
      if (findings.length >= MOST_NAMED) return findings;
      const finding = await findingOf(tree, folder, entry);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings;
}

async function findingOf(
  tree: FileTree,
  folder: Folder,
  { name, kind }: DirectoryEntry,
): Promise<Finding | undefined> {
  const { path, real, versionNum } = folder;
  const file = joinPath(path, name);
  const common = { code: 'misplaced-tablespace', file } as const;
  if (kind === 'file') {
    const severity = isBefore(versionNum, FILES_REFUSED_SINCE) ? 'warning' : 'error';
    return { ...common, severity, args: { name, reason: 'file' } };
  }
  if (kind !== 'directory' || !/^\d+$/.test(name)) return undefined;
  if ((await tree.realPath(file)) !== joinPath(real, name)) return undefined;
  if (await isMapped(tree, folder, name)) {
    if (await isEmptyDirectory(tree, file)) return undefined;
    return { ...common, severity: 'error', args: { oid: name, reason: 'mapped' } };
  }
  if (isBefore(versionNum, DIRECTORIES_CHECKED_SINCE)) {
    return { ...common, severity: 'warning', args: { oid: name, reason: 'unchecked' } };
  }
  const allowed = await allowsInPlace(tree, folder.data);
  return {
    ...common,
    severity: allowed ? 'info' : 'error',
    args: { oid: name, reason: allowed ? 'in-place' : 'directory' },
  };
}

function isBefore(versionNum: number | undefined, since: number): boolean {
  return versionNum !== undefined && versionNum < since;
}

async function isMapped(tree: FileTree, { map, versionNum }: Folder, oid: string): Promise<boolean> {
  if (map === undefined) return false;
  const { bytes } = await readSmall(tree, map);
  if (bytes === undefined) return false;
  const entries = parseTablespaceMap(bytes, versionNum).value?.entries ?? [];
  return entries.some((entry) => String(entry.oid) === oid);
}

/** The setting in the copied files; one on a command line or in a file elsewhere is unknown. */
async function allowsInPlace(tree: FileTree, data: string): Promise<boolean> {
  let allowed = false;
  for (const name of ['postgresql.conf', 'postgresql.auto.conf']) {
    const { bytes } = await readSmall(tree, joinPath(data, name));
    if (bytes !== undefined) allowed = isSwitchedOn(bytes, 'allow_in_place_tablespaces') ?? allowed;
  }
  return allowed;
}
