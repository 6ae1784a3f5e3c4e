import { settingValue } from '../../formats/serverSettings';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { joinPath } from '../../ground/paths';
import type { BackupEvidence } from '../read/backupEvidence';
import { readSmall } from '../read/readFile';

/** Before 9.0 pg_control is not known here either. */
const OLDEST = 90000;

/** A directory without which servers of these versions cannot finish recovery, or any checkpoint after it. */
interface Needed {
  readonly name: string;
  /** `empty`: it is empty in most clusters. `files`: without a file in it a server refuses, or rows are lost. */
  readonly holds: 'empty' | 'files' | 'directories';
  /** The first major version, as `server_version_num`. Default: 9.0. */
  readonly from?: number;
  /** The last major version. Default: the newest. */
  readonly to?: number;
  /** A setting can move it elsewhere. */
  readonly movable?: boolean;
  /** Only a server with this value of a setting needs it. */
  readonly onlyWith?: { readonly setting: string; readonly value: string };
}

/**
 * The PostgreSQL source that shows the need is next to each row. Which of them were run is in docs/decisions/files.md.
 * A server works without pg_serial and pg_snapshots (with a line in its log), and creates archive_status itself; the
 * restore steps create pg_wal.
 */
const NEEDED: readonly Needed[] = [
  // InitPostgres in postinit.c: the directory of the database must exist.
  { name: 'base', holds: 'directories' },
  // clog.c; 9.6 and older sources have pg_clog. Missing files are read as zeros during recovery (SlruPhysicalReadPage).
  { name: 'pg_clog', holds: 'files', to: 90600 },
  // DeactivateCommitTs in commit_ts.c scans it; from 10 a checkpoint syncs it, and panics.
  { name: 'pg_commit_ts', holds: 'empty', from: 90500 },
  // dsm_cleanup_for_mmap in dsm.c, with dynamic_shared_memory_type = mmap.
  {
    name: 'pg_dynshmem',
    holds: 'empty',
    from: 90400,
    onlyWith: { setting: 'dynamic_shared_memory_type', value: 'mmap' },
  },
  // CheckPointSnapBuild in snapbuild.c and CheckPointLogicalRewriteHeap in rewriteheap.c, at each checkpoint.
  { name: 'pg_logical', holds: 'directories', from: 90400 },
  { name: 'pg_logical/mappings', holds: 'empty', from: 90400 },
  { name: 'pg_logical/snapshots', holds: 'empty', from: 90400 },
  // TrimMultiXact in multixact.c reads the current page of the offsets. Members: the checkpoint after recovery fails; with
  // 9.6 the first one after a row was locked by two transactions.
  { name: 'pg_multixact', holds: 'directories' },
  { name: 'pg_multixact/members', holds: 'empty' },
  { name: 'pg_multixact/offsets', holds: 'files' },
  // AsyncShmemInit in async.c scans it, before anything else is done.
  { name: 'pg_notify', holds: 'empty' },
  // StartupReplicationSlots in slot.c.
  { name: 'pg_replslot', holds: 'empty', from: 90400 },
  // pgstat_reset_remove_files in pgstat.c, after a recovery; 9.0 to 9.2 only remove one file, which may be absent.
  { name: 'pg_stat', holds: 'empty', from: 90300, to: 140000 },
  { name: 'pg_stat_tmp', holds: 'empty', from: 90300, to: 140000, movable: true },
  // StartupSUBTRANS in subtrans.c: the page that it starts is written at the next checkpoint.
  { name: 'pg_subtrans', holds: 'empty' },
  // RemovePgTempFiles in fd.c; from 9.1 ResetUnloggedRelations in reinit.c, too.
  { name: 'pg_tblspc', holds: 'empty' },
  // PrescanPreparedTransactions in twophase.c; from 10 restoreTwoPhaseData.
  { name: 'pg_twophase', holds: 'empty' },
  { name: 'pg_xact', holds: 'files', from: 100000 },
];

/** load_relmap_file in relmapper.c: without it no server opens a database. It exists from 9.0 on. */
const MAP = 'global/pg_filenode.map';

/**
 * The directories that a copied data directory lacks and a server needs: some copying tools leave out empty
 * directories. Repositories of backup tools are not checked, because these tools create such directories when they
 * restore.
 */
export async function missingDirectories(
  tree: FileTree,
  evidence: BackupEvidence,
  versionNum: number | undefined,
): Promise<Finding[]> {
  const data = directoryToList(evidence, versionNum);
  if (data === undefined || versionNum === undefined) return [];
  const findings: Finding[] = [];
  const missing: string[] = [];
  for (const needed of NEEDED) {
    const { name, from = OLDEST, to = Infinity } = needed;
    if (versionNum < from || versionNum > to) continue;
    if (missing.some((parent) => name.startsWith(`${parent}/`))) continue;
    const finding = await lackOf(tree, data, needed);
    if (finding?.code === 'missing-directory') missing.push(name);
    if (finding !== undefined) findings.push(finding);
  }
  const map = await tree.stat(joinPath(data, MAP));
  if (isFailure(map) && map.code === 'ENOENT') findings.push(missingFile(data, MAP, 'map'));
  return findings;
}

/** The data directory in which these directories are looked for; undefined if they cannot be, or need not be there. */
export function directoryToList(
  { files, tool, unreadTars }: BackupEvidence,
  versionNum: number | undefined,
): string | undefined {
  if (tool !== undefined || unreadTars !== undefined) return undefined;
  return versionNum === undefined || versionNum < OLDEST ? undefined : files.dataDirectory;
}

async function lackOf(
  tree: FileTree,
  data: string,
  { name, holds, movable, onlyWith }: Needed,
): Promise<Finding | undefined> {
  const path = joinPath(data, name);
  const facts = await tree.stat(path);
  if (isFailure(facts) ? facts.code === 'ENOENT' : facts.kind !== 'directory') {
    const isNeeded = movable !== true && (onlyWith === undefined || (await isSet(tree, data, onlyWith)));
    const setting = onlyWith === undefined ? {} : { setting: `${onlyWith.setting} = ${onlyWith.value}` };
    const severity = isNeeded ? 'error' : 'warning';
    return { code: 'missing-directory', severity, file: path, args: { name, reason: holds, ...setting } };
  }
  return holds === 'files' && (await isEmptyDirectory(tree, path))
    ? missingFile(data, name, 'all')
    : undefined;
}

/** Whether the copied configuration gives a setting this value; a command line can do so as well. */
async function isSet(
  tree: FileTree,
  data: string,
  { setting, value }: NonNullable<Needed['onlyWith']>,
): Promise<boolean> {
  let found: string | undefined;
  for (const name of ['postgresql.conf', 'postgresql.auto.conf']) {
    const { bytes } = await readSmall(tree, joinPath(data, name));
    if (bytes !== undefined) found = settingValue(bytes, setting) ?? found;
  }
  return found === value;
}

/** Whether a directory can be read and is empty. */
export async function isEmptyDirectory(tree: FileTree, path: string): Promise<boolean> {
  for await (const batch of tree.list(path)) if (isFailure(batch) || batch.length > 0) return false;
  return true;
}

function missingFile(data: string, name: string, reason: 'map' | 'all'): Finding {
  return { code: 'missing-file', severity: 'error', file: joinPath(data, name), args: { name, reason } };
}
