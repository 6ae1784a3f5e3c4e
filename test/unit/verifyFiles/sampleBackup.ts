import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestAlgorithm } from '../../../src/core/formats/manifest/manifestModel';
import type { FilesInput, FilesVerification } from '../../../src/core/verify/files/filesVerification';
import { verifyFiles } from '../../../src/core/verify/files/verifyFiles';
import { createDigest } from '../../../src/io/hashing/digests';
import { projectRoot } from '../../support/paths';
import { MemoryHasher, MemoryTree } from './memoryTree';

export const ROOT = '/backup/nightly';
export const MANIFEST = `${ROOT}/backup_manifest`;
/** The target of the link of tablespace 16385. */
export const TABLESPACE = '/elsewhere/space';

/** The real pg_control of a cluster, and the identifier in it. */
export function controlFile(major: number): { bytes: Uint8Array; systemIdentifier: string } {
  const folder = join(projectRoot(), 'test/fixtures/files', String(major));
  const bytes = new Uint8Array(readFileSync(join(folder, 'pg_control')));
  return { bytes, systemIdentifier: String(new DataView(bytes.buffer).getBigUint64(0, true)) };
}

export interface ManifestOptions {
  readonly version?: 1 | 2;
  readonly systemIdentifier?: string;
  readonly algorithm?: ManifestAlgorithm | 'NONE';
  /** Every name in hexadecimal, as `--manifest-force-encode` does. */
  readonly encode?: boolean;
  readonly ranges?: readonly string[];
}

/** The lines of `Files`, one for each file. */
export function fileLine(path: string, bytes: Uint8Array, options: ManifestOptions = {}): string {
  const { algorithm = 'CRC32C', encode = false } = options;
  const hex = Buffer.from(path).toString('hex');
  const name = encode ? `"Encoded-Path": "${hex}"` : `"Path": ${JSON.stringify(path)}`;
  const rest = `"Size": ${String(bytes.length)}, "Last-Modified": "2026-11-21 22:45:17 GMT"`;
  if (algorithm === 'NONE') return `{ ${name}, ${rest} }`;
  const digest = createDigest(algorithm);
  digest.update(bytes);
  return `{ ${name}, ${rest}, "Checksum-Algorithm": "${algorithm}", "Checksum": "${digest.finish()}" }`;
}

/** A manifest of these lines, with its own checksum, in the form in which servers write it. */
export function manifestText(lines: readonly string[], options: ManifestOptions = {}): string {
  const { version = 1, systemIdentifier, ranges = ['1 0/2000028 0/2000100'] } = options;
  const identifier = systemIdentifier === undefined ? '' : `"System-Identifier": ${systemIdentifier},\n`;
  const wal = ranges.map((range) => {
    const [timeline = '', start = '', end = ''] = range.split(' ');
    return `{ "Timeline": ${timeline}, "Start-LSN": "${start}", "End-LSN": "${end}" }`;
  });
  const text =
    `{ "PostgreSQL-Backup-Manifest-Version": ${String(version)},\n${identifier}` +
    `"Files": [\n${lines.join(',\n')}\n],\n"WAL-Ranges": [\n${wal.join(',\n')}\n],\n`;
  return `${text}"Manifest-Checksum": "${createHash('sha256').update(text).digest('hex')}"}\n`;
}

/** A small backup with a tablespace, as `pg_basebackup -Fp` leaves it, without its manifest. */
export function sampleFiles(major = 15): MemoryTree {
  const tree = new MemoryTree();
  tree.write(`${ROOT}/PG_VERSION`, `${String(major)}\n`);
  tree.write(`${ROOT}/backup_label`, 'START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n');
  tree.write(`${ROOT}/pg_hba.conf`, 'local all all trust\n');
  tree.write(`${ROOT}/postgresql.auto.conf`, '# as the server had it\n');
  tree.write(`${ROOT}/base/1/112`, new Uint8Array(8192).fill(7));
  tree.write(`${ROOT}/base/1/113`, '');
  tree.write(`${ROOT}/pg_xact/0000`, new Uint8Array(8192));
  tree.write(`${ROOT}/global/pg_control`, controlFile(major).bytes);
  tree.directory(`${ROOT}/pg_notify`);
  tree.write(`${TABLESPACE}/PG_15_202209061/5/16386`, new Uint8Array(8192).fill(1));
  tree.write(`${TABLESPACE}/PG_15_202209061/5/16389`, new Uint8Array(100).fill(2));
  tree.set(`${ROOT}/pg_tblspc/16385`, { kind: 'link', target: TABLESPACE });
  tree.write(`${ROOT}/pg_wal/000000010000000000000002`, 'not looked at');
  return tree;
}

/** The files that a server lists: everything except the WAL. */
export function listFiles(tree: MemoryTree, options: ManifestOptions = {}): string[] {
  const lines: string[] = [];
  for (const [path, node] of tree.nodes) {
    if (node.kind !== 'file' || !(path.startsWith(`${ROOT}/`) || path.startsWith(`${TABLESPACE}/`))) continue;
    const inside = path.startsWith(`${TABLESPACE}/`)
      ? path.replace(TABLESPACE, 'pg_tblspc/16385')
      : path.slice(ROOT.length + 1);
    if (!inside.startsWith('pg_wal/')) lines.push(fileLine(inside, node.bytes, options));
  }
  return lines;
}

/** The sample with the manifest that its server would have written. */
export function sampleBackup(options: ManifestOptions = {}, major = 15): MemoryTree {
  const tree = sampleFiles(major);
  tree.write(MANIFEST, manifestText(listFiles(tree, options), options));
  return tree;
}

export function verify(tree: MemoryTree, more: Partial<FilesInput> = {}): Promise<FilesVerification> {
  const hasher = new MemoryHasher(tree);
  return verifyFiles({ tree, hasher, directory: ROOT, manifest: MANIFEST, ...more });
}

/** Code, path and reason of each finding. */
export function told({ findings }: FilesVerification): string[] {
  return findings.map(({ code, args }) =>
    [code, args['path'], args['reason']].filter((part) => part !== undefined).join(' '),
  );
}
