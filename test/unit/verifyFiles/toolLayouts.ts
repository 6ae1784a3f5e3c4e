import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { comparableFiles } from '../../../src/core/proofs/filesJob';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { scan } from '../../../src/core/catalog/scan';
import { withFiles } from '../../../src/core/proofs/withFiles';
import { crc32c } from '../../../src/core/formats/crc';
import { messageOf } from '../../../src/core/report/messages';
import type { FilesVerification } from '../../../src/core/verify/files/filesVerification';
import { verifyFiles } from '../../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../../src/io/hashing/fileHasher';
import { LocatedTree } from '../../../src/io/location/locatedTree';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { TarTree } from '../../../src/io/tar/tarTree';

/** Writes a file, with the directories that lead to it. */
export function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Paths of all files below a directory, relative to it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)))
    .sort();
}

/** `backup.sha512` as pgmoneta writes it: of every file below except itself. */
export function writeSums(folder: string): void {
  const lines = filesBelow(folder)
    .filter((name) => name !== 'backup.sha512')
    .map((name) => `${sha512(readFileSync(join(folder, name)))} *./${name}\n`);
  writeFileSync(join(folder, 'backup.sha512'), lines.join(''));
}

function sha512(content: Uint8Array): string {
  return createHash('sha512').update(content).digest('hex');
}

export interface Entry {
  readonly path: string;
  readonly size: number;
  readonly crc: number;
  readonly more?: string;
  readonly isData?: boolean;
}

/** A line of `backup_content.control`, as pg_probackup 2.5 writes it. */
export function contentLine({ path, size, crc, more = '', isData = false }: Entry): string {
  return (
    `{"path":"${path}", "size":"${String(size)}", "mode":"33152", "is_datafile":"${isData ? '1' : '0'}", ` +
    `"is_cfs":"0", "crc":"${String(crc)}", "compress_alg":"none", "external_dir_num":"0", "dbOid":"0"${more}}\n`
  );
}

export function crcOf(content: Uint8Array): number {
  return crc32c(content, 0, content.length);
}

export interface Compared {
  readonly result: FilesVerification;
  readonly set: BackupSet;
  /** Codes with their reason, of the findings of the comparison. */
  readonly told: readonly string[];
}

/** Scans a repository and compares the files of its only set, as a verification does. */
export async function compare(root: string): Promise<Compared> {
  const options = { roots: [root], archiveDirectories: [], level: 'headers' } as const;
  const { sets } = await scan(new LocatedTree(new NodeFileTree()), options);
  const [found] = sets;
  if (found === undefined || sets.length > 1) throw new Error(`${String(sets.length)} sets`);
  const files = comparableFiles(found);
  if (files === undefined) throw new Error('nothing to compare with');
  const tree = new TarTree(new SyncFileTree());
  const result = await verifyFiles({ tree, hasher: new NodeFileHasher(), ...files });
  const told = result.findings.map((finding) => {
    const { message, hint } = messageOf(finding);
    if (/undefined|\{|\bNaN\b/.test(`${message}${hint}`)) throw new Error(message);
    return [finding.code, finding.args['reason'] ?? '', finding.args['path'] ?? ''].join(' ').trim();
  });
  return { result, set: withFiles(found, result), told };
}
