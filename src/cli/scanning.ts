import { resolve } from 'node:path';
import type { Catalog } from '../core/model/catalog';
import type { BackupSet } from '../core/model/backupSet';
import type { WalArchive } from '../core/model/walArchive';
import { baseName } from '../core/ground/paths';
import { type FileFacts, isFailure, type ReadFailure } from '../core/ground/ports';
import { servesOnly } from '../core/catalog/tools/namedAlone';
import { systemReason } from '../core/report/messages/phrases';
import { classifyWalFile } from '../core/wal/fileName';
import { toSlashes } from '../io/paths';
import type { Context } from './context';
import type { Invocation } from './invocation';
import { printable } from './text/layout';

export interface Scanned {
  readonly catalog: Catalog;
  readonly sets: readonly BackupSet[];
  /** The archives below the paths, without those that `--archive` only adds to the search. */
  readonly archives: readonly WalArchive[];
  /** Whether one of the named paths could not be read. */
  readonly unreadable: boolean;
}

/** Scans the paths of the command line, and reports on stderr the paths that cannot be read. */
export async function scanPaths(
  context: Context,
  invocation: Invocation,
  level: 'names' | 'headers',
): Promise<Scanned> {
  const absolute = (path: string): string => toSlashes(resolve(context.workingDirectory, path));
  const roots = invocation.operands.map(absolute);
  const archiveDirectories = invocation.archiveDirectories.map(absolute);
  const { segmentSize, serverVersion } = invocation;
  const refused = await unreadablePaths(context, [...roots, ...archiveDirectories]);
  const catalog = await context.scan(context.tree, {
    roots: roots.filter((path) => !refused.has(path)),
    archiveDirectories: archiveDirectories.filter((path) => !refused.has(path)),
    level,
    ...(invocation.command === 'verify' && { wholeTars: 'all' }),
    ...(segmentSize !== undefined && { segmentSize }),
    ...(serverVersion !== undefined && { serverVersion }),
  });
  const named = new Set([...roots, ...archiveDirectories]);
  const unreadable = catalog.findings.some(
    ({ code, file }) => code === 'unreadable-directory' && file !== undefined && named.has(file),
  );
  const archives = catalog.archives.filter(({ path }) => isShown(path, roots, archiveDirectories));
  return { catalog, sets: catalog.sets, archives, unreadable: unreadable || refused.size > 0 };
}

async function unreadablePaths({ tree, err }: Context, paths: readonly string[]): Promise<Set<string>> {
  const refused = new Set<string>();
  for (const path of new Set(paths)) {
    const reason = reasonAgainst(path, await tree.stat(path));
    if (reason === undefined) continue;
    refused.add(path);
    await err.write(`pg-backup-inspector: ${printable(path)}: ${reason}\n`);
  }
  return refused;
}

function reasonAgainst(path: string, facts: FileFacts | ReadFailure): string | undefined {
  if (isFailure(facts))
    return facts.code === 'ENOENT' ? 'no such file or directory' : systemReason(facts.code);
  const kind = facts.kind === 'file' ? classifyWalFile(baseName(path))?.kind : undefined;
  // A single segment is not a set; read as a label it would only be called unreadable.
  if (kind === 'segment' || kind === 'partial')
    return 'this is a WAL segment; name the directory that contains it';
  return kind === 'timeline-history'
    ? 'this is a timeline history file; name the directory that contains it'
    : undefined;
}

function isShown(path: string, roots: readonly string[], archiveDirectories: readonly string[]): boolean {
  const below = (folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  return roots.some(below) || !(archiveDirectories.some(below) || servesOnly(path, roots));
}
