import { isMarker } from '../../core/catalog/find/directory';
import { classifyWalFile } from '../../core/wal/fileName';
import { logicalName } from '../location/shardNames';

const TEXT = 128 * 1024;
const CONTROL = 8192;
const MANIFEST = 4 * 1024 * 1024;
const PAGE = 8192;

/** State files that a look at a data directory reads, or of which it must know that they are there. */
const STATE_FILES: readonly (readonly [RegExp, number])[] = [
  [/(?:^|\/)pg_filenode\.map$/, 524],
  [/(?:^|\/)pg_(?:xact|clog|multixact\/offsets|multixact\/members)\/[0-9A-F]{4,6}$/, 0],
  [/(?:^|\/)pg_twophase\/[0-9A-F]{8,16}$/, 64 * 1024],
  [/(?:^|\/)pg_replslot\/[^/]+\/state$/, 4096],
  [/(?:^|\/)pg_logical\/replorigin_checkpoint$/, 64 * 1024],
];

/** A file of a table or index, whole or the part of an incremental backup. */
const RELATION = /^(?:INCREMENTAL\.)?[1-9]\d{0,9}(?:_(?:init|fsm|vm))?(?:\.\d{1,6})?$/;

/** Whether a file in a tar may be one of a relation, by its name. */
export function isRelationFile(path: string): boolean {
  return RELATION.test(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * The system catalogs that say which relations there are, under the numbers that their files have until a VACUUM FULL:
 * pg_database and pg_tablespace; pg_class, pg_index and pg_namespace of each database. And the transaction log, without which not
 * all of their rows count for sure.
 */
const CATALOG =
  /(?:^|\/)(?:global\/(?:1213|1262)|(?:base|PG_[^/]+)\/\d{1,10}\/(?:1259|2610|2615)|pg_(?:xact|clog)\/[0-9A-F]{4,6})(?:\.\d{1,6})?$/;

/** Whether a file is one by which the relations of a data directory are known. */
export function isCatalogFile(path: string): boolean {
  return CATALOG.test(path);
}

/** How many first bytes of a file in a tar a scan may read. Undefined for files that a scan only counts. */
export function wantedBytes(path: string): number | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'backup_manifest') return MANIFEST;
  if (isMarker(name)) return TEXT;
  if (name === 'pg_control' && /(?:^|\/)global\/pg_control$/.test(path)) return CONTROL;
  // Most of a million names have no such directory.
  const state = !path.includes('pg_') ? undefined : STATE_FILES.find(([pattern]) => pattern.test(path));
  if (state !== undefined) return state[1];
  switch (classifyWalFile(logicalName(name))?.kind) {
    case 'segment':
    case 'partial':
      return PAGE;
    case 'backup-history':
    case 'timeline-history':
      return TEXT;
    default:
      return undefined;
  }
}
