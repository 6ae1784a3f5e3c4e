import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Catalog } from '../../../src/core/model/catalog';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { scan } from '../../../src/core/catalog/scan';
import { setJobOf } from '../../../src/core/proofs/setJob';
import { expectedFacts, withFiles } from '../../../src/core/proofs/withFiles';
import { withRecords } from '../../../src/core/proofs/withRecords';
import { verifyFiles } from '../../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../../src/io/hashing/fileHasher';
import { LocatedTree } from '../../../src/io/location/locatedTree';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { TarTree } from '../../../src/io/tar/tarTree';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { Verifier } from '../../../src/engine/read/verifier';
import { ensureSystemPackage } from '../../run/lib/systemPackages';
import { runProgram } from './runProgram';
import { giveToServer, serverUser } from './serverUser';
import type { TestServer } from './testServer';

/** Debian's pg_basebackup: 15 is the first with compression by the server, LZ4 and zstd. */
export async function findBaseBackup(): Promise<string> {
  const found = (): string | undefined =>
    ['18', '17', '16', '15']
      .map((major) => `/usr/lib/postgresql/${major}/bin/pg_basebackup`)
      .find((path) => existsSync(path));
  const present = found();
  if (present !== undefined) return present;
  await ensureSystemPackage('pg_basebackup', ['postgresql-client-15'], 'backups in tars, by its own tool');
  const installed = found();
  if (installed === undefined) throw new Error('pg_basebackup 15 or later is not where Debian puts it');
  return installed;
}

/** Takes a base backup into a new directory. */
export async function baseBackup(
  program: string,
  server: TestServer,
  folder: string,
  options: readonly string[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  giveToServer(folder);
  const where = ['-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres', '-c', 'fast', '-D', folder];
  await runProgram(program, [...where, ...options], { ...serverUser() });
}

/** Takes a base backup as one tar, through standard output into a file (`pg_basebackup -D - -Ft`). */
export async function baseBackupInto(
  program: string,
  server: TestServer,
  tar: string,
  options: readonly string[],
): Promise<void> {
  await mkdir(dirname(tar), { recursive: true });
  giveToServer(dirname(tar));
  const where = [
    '-h',
    '127.0.0.1',
    '-p',
    String(server.port),
    '-U',
    'postgres',
    '-c',
    'fast',
    '-D',
    '-',
    '-Ft',
  ];
  // Names are arguments, never part of the command's text.
  const script = 'program=$1 tar=$2; shift 2; exec "$program" "$@" >"$tar"';
  await runProgram('sh', ['-c', script, 'sh', program, tar, ...where, ...options], { ...serverUser() });
}

export interface Seen {
  readonly catalog: Catalog;
  /** The one set, with records and, if there is a manifest, files read. */
  readonly set: BackupSet;
}

/** The inspector's view of the one set below a directory. */
export async function seenIn(folder: string, archives: readonly string[] = []): Promise<Seen> {
  const { catalog, sets } = await allIn(folder, archives);
  const [set, ...others] = sets;
  if (set === undefined || others.length > 0) throw new Error(`${sets.length} sets in ${folder}`);
  return { catalog, set };
}

/** All sets below a directory, with records and files read. */
export async function setsIn(folder: string): Promise<readonly BackupSet[]> {
  return (await allIn(folder, [])).sets;
}

async function allIn(
  folder: string,
  archives: readonly string[],
): Promise<{ readonly catalog: Catalog; readonly sets: readonly BackupSet[] }> {
  const options = {
    roots: [folder],
    archiveDirectories: archives,
    level: 'headers',
    wholeTars: 'all',
  } as const;
  const catalog = await scan(new LocatedTree(new NodeFileTree()), options);
  const sets: BackupSet[] = [];
  // Backup history files of an archive represent other backups.
  for (const set of catalog.sets)
    if (set.files.dataDirectory !== undefined) sets.push(await proven(set, catalog));
  return { catalog, sets };
}

async function proven(found: BackupSet, catalog: Catalog): Promise<BackupSet> {
  const job = setJobOf(found, catalog);
  const verifier = new Verifier(new InlineRunner());
  const read = job === undefined ? found : withRecords(found, await verifier.verifySet(job));
  const { dataDirectory: directory, manifest } = found.files;
  if (directory === undefined || manifest === undefined) return read;
  const files = await verifyFiles({
    tree: new TarTree(new SyncFileTree()),
    hasher: new NodeFileHasher(),
    directory,
    manifest,
    ...(found.tars === undefined ? {} : { tars: found.tars }),
    expected: expectedFacts(read),
  });
  return withFiles(read, files);
}

/** Errors and warnings of a set, in short form. */
export function troubles({ findings }: BackupSet): string[] {
  return findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
}

/** Offset of a member's content in a tar, for damage. */
export function contentOf(tar: Buffer, path: string): { readonly start: number; readonly size: number } {
  for (let at = 0; at + 512 <= tar.length;) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*/s, '');
    if (name === '') break;
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    if (name === path || name === `./${path}`) return { start: at + 512, size };
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`${path} is not in the tar`);
}

/** Path of a table's first file in a backup. */
export async function fileOf(server: TestServer, table: string): Promise<string> {
  return server.value(`SELECT pg_relation_filepath('${table}')`);
}
