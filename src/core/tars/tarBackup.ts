import type { Finding } from '../ground/finding';
import { type FileTree, isFailure, type TarFacts } from '../ground/ports';
import type { TarLayout } from '../model/layout';
import { joinPath } from '../ground/paths';
import { tarFindings } from './tarFindings';
import { tarRole } from './tarName';

/** A data directory in tars, as far as they were read. */
export interface TarBackup {
  /** The tar with the data directory. */
  readonly path: string;
  readonly layout: TarLayout;
  /** Tars with WAL beside it. */
  readonly walTars: readonly string[];
  /** Tars of tablespaces beside it, by oid; undefined if the tablespaces are in the tar itself. */
  readonly tablespaces: ReadonlyMap<number, string> | undefined;
  /** A manifest beside it. */
  readonly manifest: string | undefined;
  /** Tars that were not read completely, so that nothing can be called missing from them. */
  readonly unread: readonly string[];
  /** Whether any part of a backup or of WAL was seen in it, or may be in what was not read. */
  readonly mayBeBackup: boolean;
  readonly findings: readonly Finding[];
}

/** Which compressed tars are read to their end: all, or those at these paths. */
export type WholeTars = 'all' | readonly string[];

interface Seen {
  readonly path: string;
  readonly facts: TarFacts | undefined;
  readonly findings: readonly Finding[];
}

/** Reads the tars of a directory: those of one pg_basebackup together, every other one by itself. */
export async function readTarBackups(
  tree: FileTree,
  folder: string,
  { tars, markers }: { readonly tars: readonly string[]; readonly markers: ReadonlySet<string> },
  whole: WholeTars,
): Promise<TarBackup[]> {
  const backups: TarBackup[] = [];
  const roles = tars.map((name) => ({ path: joinPath(folder, name), role: tarRole(name) }));
  const base = roles.filter(({ role }) => role.kind === 'base');
  const wal = roles.filter(({ role }) => role.kind === 'wal').map(({ path }) => path);
  const oids = new Map(
    roles.flatMap(({ path, role }) => (role.kind === 'tablespace' ? [[role.oid, path]] : [])),
  );
  for (const { path } of base) {
    const seen: Seen[] = [];
    for (const tar of [path, ...wal, ...oids.values()]) seen.push(await readTar(tree, tar, whole, true));
    const main = { path, layout: 'basebackup-tar', walTars: wal, tablespaces: oids } as const;
    const manifest = markers.has('backup_manifest') ? joinPath(folder, 'backup_manifest') : undefined;
    const summary = summaryOf(seen);
    if (summary.mayBeBackup || summary.findings.length > 0) backups.push({ ...main, manifest, ...summary });
  }
  for (const { path, role } of roles) {
    if (base.length > 0 && role.kind !== 'other') continue;
    const seen = await readTar(tree, path, whole, false);
    if (seen.facts?.hasBackupContent !== true) continue;
    const main = { path, layout: 'standalone-tar', walTars: [], tablespaces: undefined } as const;
    backups.push({ ...main, manifest: undefined, ...summaryOf([seen]) });
  }
  return backups;
}

function summaryOf(seen: readonly Seen[]): Pick<TarBackup, 'unread' | 'mayBeBackup' | 'findings'> {
  return {
    unread: seen.filter(({ facts }) => facts?.whole !== true).map(({ path }) => path),
    mayBeBackup: seen.some(({ facts }) => facts?.hasBackupContent === true || facts?.whole !== true),
    findings: seen.flatMap(({ findings }) => findings),
  };
}

async function readTar(tree: FileTree, path: string, whole: WholeTars, isNamed: boolean): Promise<Seen> {
  const facts = await tree.readTar?.(path, whole === 'all' || whole.includes(path));
  if (facts === undefined) return { path, facts, findings: [] };
  if (!isFailure(facts)) return { path, facts, findings: tarFindings(path, facts) };
  const args = { reason: facts.code };
  const finding: Finding = { code: 'unreadable-file', severity: 'error', file: path, args };
  return { path, facts: undefined, findings: isNamed ? [finding] : [] };
}
