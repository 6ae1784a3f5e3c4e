import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32c } from '../../../src/core/formats/crc';
import { CONTROL_LAYOUTS } from '../../../src/core/formats/controlLayout';
import { formatLsn } from '../../../src/core/ground/lsn';
import { projectRoot } from '../paths';
import type { OneOfMany } from './storedWal';
import { labelText } from './storedWal';

const EMPTY = [
  'base/1',
  'pg_commit_ts',
  'pg_dynshmem',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_multixact/members',
  'pg_notify',
  'pg_replslot',
  'pg_subtrans',
  'pg_tblspc',
  'pg_twophase',
  'pg_wal',
];
const SMALL = ['global/pg_filenode.map', 'pg_xact/0000', 'pg_multixact/offsets/0000', 'base/1/PG_VERSION'];
/** Files in the manifest: as many as a small cluster has. */
const MANIFEST_FILES = 1000;

/** A copy of a data directory of 15, as far as a listing or a restore reads its files. */
export async function writeDataDirectory(path: string, one: OneOfMany, manifest: boolean): Promise<void> {
  for (const name of EMPTY) await mkdir(join(path, name), { recursive: true });
  for (const name of SMALL) await writeText(join(path, name), 'x');
  await writeText(join(path, 'PG_VERSION'), '15\n');
  await writeText(join(path, 'backup_label'), labelText(one));
  await writeFile(join(path, 'global/pg_control'), await controlFile(one));
  if (manifest) await writeText(join(path, 'backup_manifest'), manifestText(one));
}

export async function writeText(file: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** A real one whose checkpoint is moved to the start of the backup. */
async function controlFile(one: OneOfMany): Promise<Uint8Array> {
  const bytes = await readFile(join(projectRoot(), 'test/fixtures/files/15/pg_control'));
  const version = bytes.readUInt32LE(8);
  const layout = CONTROL_LAYOUTS.find(({ controlVersion }) => controlVersion === version);
  if (layout === undefined) throw new Error('pg_control of 15 has no known layout');
  bytes.writeBigUInt64LE(one.start + 0x38n, 32);
  bytes.writeBigUInt64LE(one.start, layout.redo);
  bytes.writeUInt32LE(crc32c(bytes, 0, layout.crc), layout.crc);
  return bytes;
}

function manifestText({ start, stop }: OneOfMany): string {
  const file = (i: number): string =>
    `{ "Path": "base/16384/${String(16384 + i)}", "Size": 8192, "Last-Modified": "2025-01-01 02:00:00 GMT", ` +
    '"Checksum-Algorithm": "CRC32C", "Checksum": "12345678" }';
  const files = Array.from({ length: MANIFEST_FILES }, (_, i) => file(i)).join(',\n');
  const range = `{ "Timeline": 1, "Start-LSN": "${formatLsn(start)}", "End-LSN": "${formatLsn(stop)}" }`;
  return (
    `{ "PostgreSQL-Backup-Manifest-Version": 1,\n"Files": [\n${files}\n],\n"WAL-Ranges": [\n${range}\n],\n` +
    `"Manifest-Checksum": "${'0'.repeat(64)}"}\n`
  );
}
