import type { HeapRow } from '../../../formats/cluster/heapPage';
import { NAME_BYTES, type SystemColumns } from '../../../formats/cluster/systemColumns';

/** OIDs of system catalogs, the same in every version (`pg_*.h`, declared by BKI_BOOTSTRAP or by name). */
export const CATALOG = {
  database: 1262,
  tablespace: 1213,
  relation: 1259,
  schema: 2615,
  index: 2610,
} as const;

/** A row of pg_class: a table, an index, or something else that may have files. */
export interface RelationRow {
  readonly oid: number;
  /** User text: escape it before it is shown. */
  readonly name: string;
  readonly schema: number;
  readonly accessMethod: number;
  /** The number of its file; 0 if the relation map has it, or if it has none. */
  readonly file: number;
  /** 0 for the database's own. */
  readonly tablespace: number;
  /** How many pages it had when it was last looked at: an estimate of the planner. */
  readonly pages: number;
  readonly toast: number;
  readonly isShared: boolean;
  /** `p` permanent, `u` unlogged, `t` temporary. */
  readonly persistence: string;
  /** `r` table, `i` index, `S` sequence, `t` TOAST table, `m` materialized view; the others have no files. */
  readonly kind: string;
}

/** A row of pg_database. */
export interface DatabaseRow {
  readonly oid: number;
  readonly name: string;
  readonly tablespace: number;
  /** -2 if DROP DATABASE was interrupted: its files are of no use (from 15 on, and later minors of 11 to 14). */
  readonly connectionLimit: number;
}

const NAME = new TextDecoder('utf-8', { fatal: false });

export function relationOf(row: HeapRow, columns: SystemColumns): RelationRow {
  const { view, data } = row;
  const at = columns.relation;
  const oid = (offset: number): number => view.getUint32(data + offset, true);
  return {
    oid: oidOf(row, columns),
    name: nameAt(view, data + at.name),
    schema: oid(at.schema),
    accessMethod: oid(at.accessMethod),
    file: oid(at.file),
    tablespace: oid(at.tablespace),
    pages: view.getInt32(data + at.pages, true),
    toast: oid(at.toast),
    isShared: view.getUint8(data + at.isShared) !== 0,
    persistence: String.fromCharCode(view.getUint8(data + at.persistence)),
    kind: String.fromCharCode(view.getUint8(data + at.kind)),
  };
}

export function databaseOf(row: HeapRow, columns: SystemColumns): DatabaseRow {
  const { view, data } = row;
  const at = columns.database;
  return {
    oid: oidOf(row, columns),
    name: nameAt(view, data + at.name),
    tablespace: view.getUint32(data + at.tablespace, true),
    connectionLimit: view.getInt32(data + at.connectionLimit, true),
  };
}

/** OID and name of a row of pg_namespace or pg_tablespace. */
export function namedOf(
  row: HeapRow,
  columns: SystemColumns,
): { readonly oid: number; readonly name: string } {
  return { oid: oidOf(row, columns), name: nameAt(row.view, row.data + columns.name) };
}

/** An index and its table: the first two columns of pg_index in every version. */
export function indexOf({ view, data }: HeapRow): { readonly index: number; readonly table: number } {
  return { index: view.getUint32(data, true), table: view.getUint32(data + 4, true) };
}

function oidOf({ view, data, oid }: HeapRow, { oidIsColumn }: SystemColumns): number {
  return oidIsColumn ? view.getUint32(data, true) : oid;
}

function nameAt(view: DataView, at: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, NAME_BYTES);
  const end = bytes.indexOf(0);
  return NAME.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
