import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemColumns } from '../../src/core/formats/cluster/systemColumns';
import { type BuiltRow, heapFile, relationMap } from '../unit/relations/builtPages';

const PAGE = 8192;
const DATABASE = 5;
const CATALOG_VERSION = 202307071;

export const MANY_VERSION = 160_000;
export const MANY_CONTROL = {
  catalogVersion: CATALOG_VERSION,
  blockSize: PAGE,
  relationSegmentSize: 1024 ** 3,
};

/** A relation of a data directory that is made for a test; kinds as in pg_class. */
export interface MadeRelation {
  readonly oid: number;
  readonly name: string;
  readonly kind: 'r' | 'i' | 't' | 'S' | 'm' | 'v';
  readonly persistence?: 'p' | 'u' | 't';
  readonly pages?: number;
  /** Bytes of its file, which is full of zeros; none if undefined. */
  readonly size?: number;
  readonly tablespace?: number;
}

/** Rows that pg_class of every database has; here as views, which need no files. */
const CATALOGS = [1247, 1249, 1255, 1259, 1260, 1262, 1213, 2601, 2610, 2615, 2616, 2617].map(
  (oid): MadeRelation => ({ oid, name: `catalog_${String(oid)}`, kind: 'v' }),
);

/** Writes what a server of 16 has of a database `shop` with these relations: catalogs, maps and files. */
export function makeRelations(folder: string, relations: readonly MadeRelation[]): void {
  for (const name of ['global', `base/${DATABASE}`, 'pg_xact'])
    mkdirSync(join(folder, name), { recursive: true });
  const map = (oid: number): Uint8Array => relationMap(new Map([[oid, oid]]), 524);
  writeFileSync(join(folder, 'global/pg_filenode.map'), map(1262));
  writeFileSync(join(folder, 'global/1262'), heapFile([databaseRow()]));
  const base = join(folder, 'base', String(DATABASE));
  writeFileSync(join(base, 'pg_filenode.map'), map(1259));
  writeFileSync(join(base, '1259'), heapFile([...CATALOGS, ...relations].map(relationRow), 30));
  for (const { oid, size } of relations) {
    if (size === undefined) continue;
    const file = openSync(join(base, String(oid)), 'w');
    ftruncateSync(file, size);
    closeSync(file);
  }
}

/** As many relations, tables and their indexes in turn, each of a page or two. */
export function manyRelations(count: number): MadeRelation[] {
  return Array.from({ length: count }, (_, at) => ({
    oid: 16_384 + at,
    name: `relation_${String(at)}`,
    kind: at % 2 === 0 ? 'r' : 'i',
    pages: 1,
    size: at % 2 === 0 ? PAGE : 2 * PAGE,
  }));
}

function databaseRow(): BuiltRow {
  const columns = columnsOf();
  const data = new Uint8Array(columns.database.length);
  const view = new DataView(data.buffer);
  view.setUint32(0, DATABASE, true);
  data.set(new TextEncoder().encode('shop'), columns.database.name);
  view.setInt32(columns.database.connectionLimit, -1, true);
  view.setUint32(columns.database.tablespace, 1663, true);
  return { data };
}

function relationRow({
  oid,
  name,
  kind,
  persistence = 'p',
  pages = 0,
  tablespace = 0,
}: MadeRelation): BuiltRow {
  const { relation } = columnsOf();
  const data = new Uint8Array(relation.length + 30);
  const view = new DataView(data.buffer);
  view.setUint32(0, oid, true);
  data.set(new TextEncoder().encode(name), relation.name);
  view.setUint32(relation.accessMethod, kind === 'i' ? 403 : kind === 'S' ? 0 : 2, true);
  view.setUint32(relation.file, kind === 'v' ? 0 : oid, true);
  view.setUint32(relation.tablespace, tablespace, true);
  view.setInt32(relation.pages, pages, true);
  view.setUint8(relation.persistence, persistence.charCodeAt(0));
  view.setUint8(relation.kind, kind.charCodeAt(0));
  return { data };
}

function columnsOf(): NonNullable<ReturnType<typeof systemColumns>> {
  const columns = systemColumns(MANY_VERSION);
  if (columns === undefined) throw new Error('16 is known');
  return columns;
}
