import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c, legacyCrc } from '../../../src/core/formats/crc';

/** Directories that a copied data directory of the version has besides global; most are empty in a real one, too. */
export const DIRECTORIES = {
  '9.2': [
    'base',
    'pg_clog',
    'pg_multixact/members',
    'pg_multixact/offsets',
    'pg_notify',
    'pg_serial',
    'pg_snapshots',
    'pg_stat_tmp',
    'pg_subtrans',
    'pg_tblspc',
    'pg_twophase',
  ],
  '9.6': [
    'base',
    'pg_clog',
    'pg_commit_ts',
    'pg_dynshmem',
    'pg_logical/mappings',
    'pg_logical/snapshots',
    'pg_multixact/members',
    'pg_multixact/offsets',
    'pg_notify',
    'pg_replslot',
    'pg_serial',
    'pg_snapshots',
    'pg_stat',
    'pg_stat_tmp',
    'pg_subtrans',
    'pg_tblspc',
    'pg_twophase',
  ],
} as const;

/** Files besides pg_control without which a server refuses such a directory, or loses rows. */
export const FILES = ['global/pg_filenode.map', 'pg_clog/0000', 'pg_multixact/offsets/0000'];

/**
 * Adds to every stored data directory below a directory the structure that a copy of its version has. The stored sets
 * contain only label, pg_control and PG_VERSION, and a server refuses such a copy; with the structure they can be
 * judged like the copies that the server judged. A whole one (9.2 `A-full`) stays as it is.
 */
export async function furnish(folder: string, version: keyof typeof DIRECTORIES): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  if (names.has('global')) {
    if (!names.has('base')) await furnishOne(folder, version);
    return;
  }
  for (const entry of entries)
    if (entry.isDirectory() && entry.name !== 'archive') await furnish(join(folder, entry.name), version);
}

async function furnishOne(data: string, version: keyof typeof DIRECTORIES): Promise<void> {
  for (const name of DIRECTORIES[version]) await mkdir(join(data, name), { recursive: true });
  if (!(await readdir(data)).includes('pg_hba.conf')) await writeFile(join(data, 'pg_hba.conf'), '');
  for (const name of FILES) await writeFile(join(data, name), contentOf(name, version), { mode: 0o444 });
}

/** A sound relation map without entries, or a page of zeros. */
export function contentOf(name: string, version: keyof typeof DIRECTORIES): Uint8Array {
  if (!name.endsWith('.map')) return new Uint8Array(8192);
  const map = new Uint8Array(512);
  const view = new DataView(map.buffer);
  view.setUint32(0, 0x592717, true);
  view.setUint32(504, version === '9.2' ? legacyCrc(map, 0, 504) : crc32c(map, 0, 504), true);
  return map;
}
