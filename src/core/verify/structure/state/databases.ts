import { parseRelationMap, relationMapBytes } from '../../../formats/cluster/relationMap';
import { parsePgVersion } from '../../../formats/pgVersion';
import type { Look } from '../look';

const MAP = 'pg_filenode.map';
const VERSION_BYTES = 64;
const DATABASE = /^[1-9]\d{0,9}$/;

/**
 * The state files that a server reads before it opens a database: the relation maps (`load_relmap_file` in relmapper.c) and
 * the version of each database's directory (`ValidatePgVersion`, called by InitPostgres). What WAL from start to stop
 * creates, drops or rewrites does not count.
 */
export async function checkDatabases(look: Look): Promise<void> {
  await checkMap(look, 'global', 0);
  for (const { name, kind } of await look.list('base')) {
    if (look.aborted) return;
    if (kind === 'directory' && DATABASE.test(name) && !isMadeByWal(look, Number(name)))
      await checkDatabase(look, `base/${name}`, Number(name));
  }
}

/** Whether replay makes or removes the directory of a database as a whole. */
function isMadeByWal({ effects }: Look, oid: number): boolean {
  const isOf = ({ database }: { readonly database: number }): boolean => database === oid;
  return effects?.databasesCreated.some(isOf) === true || effects?.databasesDropped.some(isOf) === true;
}

async function checkDatabase(look: Look, path: string, oid: number): Promise<void> {
  await checkMap(look, path, oid);
  const name = `${path}/PG_VERSION`;
  const bytes = await look.read(name, VERSION_BYTES);
  if (bytes === undefined) return;
  if (bytes === 'missing') {
    look.addFile('missing-file', 'error', name, { reason: 'database-version' });
    return;
  }
  const { value } = parsePgVersion(bytes);
  const { versionNum } = look.input;
  if (value !== undefined && (versionNum === undefined || value === versionNum)) return;
  const found = value === undefined ? {} : { found: value };
  look.addFile('damaged-state-file', 'error', name, { reason: 'database-version', ...found });
}

/** @param database 0 for the global map */
async function checkMap(look: Look, path: string, database: number): Promise<void> {
  // Replay rewrites it.
  if (look.effects?.mapsWritten.has(database) === true) return;
  const name = `${path}/${MAP}`;
  const size = relationMapBytes(look.input.versionNum ?? 0);
  const bytes = await look.read(name, size);
  if (bytes === undefined) return;
  if (bytes === 'missing') {
    look.addFile('missing-file', 'error', name, { reason: database === 0 ? 'map' : 'database-map' });
    return;
  }
  const map = bytes.length < size ? 'size' : parseRelationMap(bytes);
  if (typeof map !== 'string') return;
  look.addFile('damaged-state-file', 'error', name, { reason: 'relation-map', problem: map });
}
