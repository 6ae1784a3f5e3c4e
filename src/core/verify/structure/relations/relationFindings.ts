import type { Finding } from '../../../ground/finding';
import type { DatabaseRow } from './catalogRows';
import type { CopyContext } from './copyContext';
import type { LostCatalog } from './databaseCatalog';
import type { RelationFault } from './relationFault';

/** Relations that a finding names; of the rest it says how many. */
const MOST_NAMED = 3;

/** The directory of a database that the list of databases has is not there: a server does not let anyone connect to it. */
export function missingDirectory(context: CopyContext, { oid, name, tablespace }: DatabaseRow): Finding {
  const path = context.facts.places.database(tablespace, oid);
  return {
    code: 'missing-database-directory',
    severity: 'error',
    args: { database: name, oid, directory: path },
    file: context.path(path),
  };
}

/**
 * A system catalog without which nothing of a database, or of the cluster, can be found. A server starts from the set and refuses
 * every connection (`ScanPgRelation` in relcache.c, `InitPostgres` in postinit.c).
 *
 * @param database absent for the list of databases itself
 */
export function unreadableCatalog(
  context: CopyContext,
  catalog: 'pg_class' | 'pg_database',
  { lost, file }: LostCatalog,
  database?: DatabaseRow,
): Finding {
  const of = database === undefined ? {} : { database: database.name, oid: database.oid };
  return {
    code: 'unreadable-catalog',
    severity: 'error',
    args: { reason: lost, catalog, name: file, ...of },
    file: context.path(file),
  };
}

/** One finding for each kind of fault in a database, with the first relations and how many there are. */
export function relationFindings(
  context: CopyContext,
  { name, oid }: DatabaseRow,
  schemas: ReadonlyMap<number, string>,
  faults: readonly RelationFault[],
): Finding[] {
  const groups = new Map<string, RelationFault[]>();
  for (const fault of faults) {
    const key = `${fault.code} ${fault.reason} ${fault.severity}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fault]);
    else group.push(fault);
  }
  return [...groups.values()].flatMap((group): Finding[] => {
    const [first] = group;
    if (first === undefined) return [];
    const named: Record<string, string> = {};
    for (const [at, { relation, file }] of group.slice(0, MOST_NAMED).entries()) {
      const schema = schemas.get(relation.schema);
      named[`relation${String(at + 1)}`] =
        schema === undefined ? relation.name : `${schema}.${relation.name}`;
      named[`file${String(at + 1)}`] = file;
    }
    const { code, reason, severity } = first;
    const args = { reason, database: name, oid, count: group.length, ...named };
    return [{ code, severity, args, file: context.path(first.file) }];
  });
}
