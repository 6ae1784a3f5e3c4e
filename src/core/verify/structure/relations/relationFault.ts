import type { Severity } from '../../../ground/finding';
import type { RelationRow } from './catalogRows';

/** What is wrong with the files of a relation. */
export type FaultCode = 'missing-relation-file' | 'empty-relation-file' | 'short-relation-file';

export type FaultReason =
  /** The file itself, or the initialization fork of an unlogged relation, or a segment before others. */
  | 'file'
  | 'init'
  | 'segment'
  /** It holds only changed pages, and an earlier backup lacks the file. */
  | 'base'
  /** No index and no sequence is ever empty. */
  | 'never-empty'
  /** A segment is not full although others follow. */
  | 'not-full'
  /** The size is not a whole number of pages. */
  | 'page'
  /** An index refers to rows, or to pages of its own, that are not there. */
  | 'index'
  /** The visibility map has pages that are not there. */
  | 'visibility-map'
  /** The free space map has pages that are not there. */
  | 'free-space-map'
  /** It had more pages when the planner's statistics were taken. */
  | 'statistics';

export interface Fault {
  readonly code: FaultCode;
  readonly reason: FaultReason;
  readonly severity: Severity;
}

export interface RelationFault extends Fault {
  readonly relation: RelationRow;
  /** The file that is missing or wrong, from the data directory. */
  readonly file: string;
}

const KNOWN_TO_BE_FULL = new Set<number>([
  // btree, hash, GiST, GIN, SP-GiST, BRIN (`pg_am.dat`): each has at least its first page.
  403, 405, 783, 2742, 4000, 3580,
]);
const HASH_INDEX = 405;
/** Before it, hash indexes were not in the WAL, so that their files depend on when they were copied. */
const HASH_IN_WAL_SINCE = 100_000;
const TABLE_ACCESS_METHODS_SINCE = 120_000;
const HEAP = 2;

/** Whether a relation of this kind has files. */
export function hasFiles({ kind }: RelationRow): boolean {
  return kind === 'r' || kind === 'i' || kind === 'S' || kind === 't' || kind === 'm';
}

export function isIndex({ kind }: RelationRow): boolean {
  return kind === 'i';
}

/** A table, a materialized view or a TOAST table. */
export function isTable({ kind }: RelationRow): boolean {
  return kind === 'r' || kind === 't' || kind === 'm';
}

/** Whether PostgreSQL itself keeps the table: another access method may keep it in files of its own. */
export function isHeap(relation: RelationRow, versionNum: number): boolean {
  if (!isTable(relation)) return false;
  return versionNum < TABLE_ACCESS_METHODS_SINCE || relation.accessMethod === HEAP;
}

/** Whether the file of a relation has at least one page in every state. */
export function isNeverEmpty(relation: RelationRow, versionNum: number): boolean {
  if (relation.kind === 'S') return true;
  if (relation.accessMethod === HASH_INDEX && versionNum < HASH_IN_WAL_SINCE) return false;
  return isIndex(relation) && KNOWN_TO_BE_FULL.has(relation.accessMethod);
}
