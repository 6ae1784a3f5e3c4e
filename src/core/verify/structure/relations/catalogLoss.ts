import type { CatalogFailure, CatalogReading } from './systemCatalog';

/**
 * Why the rows of a system catalog cannot be read although a server needs them: its file is missing, it has no page, rows that
 * it always has are not in it, or the relation map that names its file is missing or damaged.
 */
export type CatalogLoss = 'missing' | 'empty' | 'rows' | 'map';

/**
 * Relations that pg_class has in every database of every version, and that cannot be dropped: pg_type, pg_attribute, pg_proc,
 * pg_class, pg_authid, pg_database, pg_tablespace, pg_am, pg_index, pg_namespace, pg_opclass and pg_operator. A server looks
 * for them before it runs the first statement (`RelationCacheInitializePhase3` in relcache.c).
 */
const ALWAYS = [1247, 1249, 1255, 1259, 1260, 1262, 1213, 2601, 2610, 2615, 2616, 2617];

export interface CatalogSeen {
  /** How the file was read. */
  readonly reading: CatalogReading | CatalogFailure;
  /** Numbers of rows that are there for sure, and of all others, deleted ones too. */
  readonly live: ReadonlySet<number>;
  readonly others: ReadonlySet<number>;
}

/** What pg_class of a database has lost for sure; undefined if that is nothing, or is not known. */
export function lossOfRelations({ reading, live, others }: CatalogSeen): CatalogLoss | undefined {
  const loss = lossOfAll({ reading, live, others });
  if (loss !== undefined || !isKnown(reading)) return loss;
  return ALWAYS.every((oid) => live.has(oid) || others.has(oid)) ? undefined : 'rows';
}

/** What a catalog has lost that is never without rows; undefined if it has some, or if that is not known. */
export function lossOfAll({ reading, live, others }: CatalogSeen): CatalogLoss | undefined {
  if (reading === 'missing') return 'missing';
  if (!isKnown(reading) || live.size > 0 || others.size > 0) return undefined;
  return reading.blocks === 0 ? 'empty' : 'rows';
}

function isKnown(reading: CatalogReading | CatalogFailure): reading is CatalogReading {
  return typeof reading === 'object' && reading.pagesUnknown === 0;
}
