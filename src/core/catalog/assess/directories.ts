import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { joinPath } from '../../ground/paths';
import type { SetSeed } from '../read/backupEvidence';

/** The first version whose servers were tried, one directory after the other taken away (test/postgres/truth). */
const FIRST_TRIED = 100000;

/** A directory that a server of these versions does not get through recovery without. */
interface Needed {
  readonly name: string;
  /** `empty`: it holds nothing in most clusters. `files`: without a file in it a server refuses, or rows are lost. */
  readonly holds: 'empty' | 'files' | 'directories';
  readonly from?: number;
  readonly to?: number;
  /** A setting can put it elsewhere. */
  readonly movable?: boolean;
}

/** A server makes pg_wal and its archive_status itself, and does without pg_serial and pg_snapshots. */
const NEEDED: readonly Needed[] = [
  { name: 'base', holds: 'directories' },
  { name: 'pg_commit_ts', holds: 'empty' },
  { name: 'pg_dynshmem', holds: 'empty' },
  { name: 'pg_logical', holds: 'directories' },
  { name: 'pg_logical/mappings', holds: 'empty' },
  { name: 'pg_logical/snapshots', holds: 'empty' },
  { name: 'pg_multixact', holds: 'directories' },
  { name: 'pg_multixact/members', holds: 'empty' },
  { name: 'pg_multixact/offsets', holds: 'files' },
  { name: 'pg_notify', holds: 'empty' },
  { name: 'pg_replslot', holds: 'empty' },
  { name: 'pg_stat', holds: 'empty', to: 140000 },
  { name: 'pg_stat_tmp', holds: 'empty', to: 140000, movable: true },
  { name: 'pg_subtrans', holds: 'empty', from: 150000 },
  { name: 'pg_tblspc', holds: 'empty' },
  { name: 'pg_twophase', holds: 'empty' },
  { name: 'pg_xact', holds: 'files' },
];

/** Without it no server opens a database. */
const MAP = 'global/pg_filenode.map';

/**
 * What a copied data directory lacks and a server needs: copying tools leave empty directories away. Of the repositories
 * of backup tools nothing is said, as these make such directories when they restore.
 */
export async function missingDirectories(
  tree: FileTree,
  { files, tool, unreadTars }: SetSeed,
  versionNumber: number | undefined,
): Promise<Finding[]> {
  const data = files.dataDirectory;
  if (data === undefined || tool !== undefined || unreadTars !== undefined) return [];
  if (versionNumber === undefined || versionNumber < FIRST_TRIED) return [];
  const findings: Finding[] = [];
  const missing: string[] = [];
  for (const needed of NEEDED) {
    const { name, from = 0, to = Infinity } = needed;
    if (versionNumber < from || versionNumber > to) continue;
    if (missing.some((parent) => name.startsWith(`${parent}/`))) continue;
    const finding = await lackOf(tree, data, needed);
    if (finding?.code === 'missing-directory') missing.push(name);
    if (finding !== undefined) findings.push(finding);
  }
  const map = await tree.stat(joinPath(data, MAP));
  if (isFailure(map) && map.code === 'ENOENT') findings.push(missingFile(data, MAP, 'map'));
  return findings;
}

async function lackOf(
  tree: FileTree,
  data: string,
  { name, holds, movable }: Needed,
): Promise<Finding | undefined> {
  const path = joinPath(data, name);
  const facts = await tree.stat(path);
  if (isFailure(facts) ? facts.code === 'ENOENT' : facts.kind !== 'directory') {
    const severity = movable === true ? 'warning' : 'error';
    return { code: 'missing-directory', severity, file: path, args: { name, reason: holds } };
  }
  return holds === 'files' && (await isEmptyFolder(tree, path)) ? missingFile(data, name, 'all') : undefined;
}

/** Whether a folder can be read and holds nothing. */
export async function isEmptyFolder(tree: FileTree, path: string): Promise<boolean> {
  for await (const batch of tree.list(path)) if (isFailure(batch) || batch.length > 0) return false;
  return true;
}

function missingFile(data: string, name: string, reason: 'map' | 'all'): Finding {
  return { code: 'missing-file', severity: 'error', file: joinPath(data, name), args: { name, reason } };
}
