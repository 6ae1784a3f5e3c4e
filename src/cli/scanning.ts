import { resolve } from 'node:path';
import type { BackupSet } from '../core/model/backupSet';
import type { Catalog } from '../core/model/catalog';
import type { WalArchive } from '../core/model/walArchive';
import { baseName, isWithin } from '../core/ground/paths';
import { type FileFacts, type ReadFailure, isFailure } from '../core/ground/ports';
import { servesOnly } from '../core/catalog/tools/namedAlone';
import { systemReason } from '../core/report/messages/phrases';
import { classifyWalFile } from '../core/wal/fileName';
import { type CatalogOptions, CatalogSession } from '../engine/catalogSession';
import type { VerificationResults } from '../engine/verify/verificationResults';
import { toSlashes } from '../io/paths';
import type { Context } from './context';
import type { Invocation } from './invocation';
import { StatusLine } from './statusLine';
import { printable } from './text/layout';

/** The signals of the terminal end the whole program. */
const { signal: NEVER } = new AbortController();

/**
 * The scanned paths of the command line. The catalog changes when compressed tars are read further, and with each
 * proof.
 */
export class Scanned {
  readonly #session: CatalogSession;
  readonly #options: CatalogOptions;
  readonly #named: NamedPaths;

  constructor(session: CatalogSession, options: CatalogOptions, named: NamedPaths) {
    this.#session = session;
    this.#options = options;
    this.#named = named;
  }

  get results(): VerificationResults {
    return this.#session.results;
  }

  get unproven(): Catalog {
    return this.#session.unproven;
  }

  get catalog(): Catalog {
    return this.#session.catalog;
  }

  get sets(): readonly BackupSet[] {
    return this.catalog.sets;
  }

  /** Those below the paths; archives that were only named to be searched are left out. */
  get archives(): readonly WalArchive[] {
    return this.catalog.archives.filter(({ path }) => isShown(path, this.#named));
  }

  /** Whether one of the named paths could not be read. */
  get unreadable(): boolean {
    const { roots, archiveDirectories, refused } = this.#named;
    const named = new Set([...roots, ...archiveDirectories]);
    const failed = this.catalog.findings.some(
      ({ code, file }) => code === 'unreadable-directory' && file !== undefined && named.has(file),
    );
    return failed || refused.size > 0;
  }

  /** What the scan was asked for. */
  get options(): CatalogOptions {
    return this.#options;
  }

  async refresh(): Promise<void> {
    this.#session.accept(await this.#session.scan(this.#options, NEVER));
  }

  /** Updates the catalog with the results. */
  showResults(): void {
    this.#session.applyResults();
  }

  async readWholeTars(paths: readonly string[], signal: AbortSignal): Promise<void> {
    this.#session.wantWholeTars(paths);
    this.#session.accept(await this.#session.scan(this.#options, signal));
  }
}

interface NamedPaths {
  readonly roots: readonly string[];
  readonly archiveDirectories: readonly string[];
  /** Paths that cannot be used. */
  readonly refused: ReadonlySet<string>;
}

/** A path of the command line as the catalog writes it. */
export function absolutePath({ workingDirectory }: Pick<Context, 'workingDirectory'>, path: string): string {
  return toSlashes(resolve(workingDirectory, path));
}

/** Scans the paths of the command line, and reports on stderr which of them cannot be read. */
export async function scanPaths(
  context: Context,
  invocation: Invocation,
  level: 'names' | 'headers',
  paths: readonly string[] = invocation.operands,
): Promise<Scanned> {
  const absolute = (path: string): string => absolutePath(context, path);
  const roots = paths.map(absolute);
  const archiveDirectories = invocation.archiveDirectories.map(absolute);
  const { segmentSize, versionNum } = invocation;
  const refused = await unreadablePaths(context, [...roots, ...archiveDirectories]);
  const options: CatalogOptions = {
    roots: roots.filter((path) => !refused.has(path)),
    archiveDirectories: archiveDirectories.filter((path) => !refused.has(path)),
    level,
    ...(invocation.command === 'verify' && { wholeTars: 'all' }),
    ...(segmentSize !== undefined && { segmentSize }),
    ...(versionNum !== undefined && { versionNum }),
  };
  const session = new CatalogSession(context.tools.tasks);
  const status = new StatusLine(context, invocation);
  status.begin('searching');
  session.accept(await session.scan(options, NEVER));
  await status.clear();
  return new Scanned(session, options, { roots, archiveDirectories, refused });
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
  // A single segment is not a set; read as a label it would only be unreadable.
  if (kind === 'segment' || kind === 'partial')
    return 'this is a WAL segment; name the directory that contains it';
  return kind === 'timeline-history'
    ? 'this is a timeline history file; name the directory that contains it'
    : undefined;
}

function isShown(path: string, { roots, archiveDirectories }: NamedPaths): boolean {
  const below = (directory: string): boolean => isWithin(path, directory);
  return roots.some(below) || !(archiveDirectories.some(below) || servesOnly(path, roots));
}
