import { parseTablespaceMap } from '../../formats/tablespaceMap';
import { formatMajorVersion } from '../../ground/versions';
import { joinPath, parentPath } from '../../ground/paths';
import { isFailure } from '../../ground/ports';
import { hasTablespacesBeside } from '../../model/layout';
import type { Look } from './look';
import type { Places } from './places';

const OID = /^\d{1,10}$/;
const MAP_BYTES = 4 * 1024 * 1024;

/** What a directory is as a tablespace of this cluster. */
type Content = 'own' | 'absent' | 'empty' | 'other-version' | 'unread';

/**
 * Tablespaces: each one must be a directory that holds `PG_<major>_<catalog version>`. A server does not check that when it
 * starts, and all tables there are gone. `tablespace_map` and pg_tblspc list them; a server that finds the map recreates the links (`read_tablespace_map` in xlogrecovery.c).
 */
export async function checkTablespaces(look: Look, places: Places): Promise<void> {
  checkCreated(look);
  const { tars } = look.input;
  if (tars !== undefined) {
    for (const { path, prefix } of tars)
      if (prefix !== '') reportContent(look, oidOf(prefix), await contentOf(look, path), {});
    const own = (await look.list('pg_tblspc')).map(({ name }) => name);
    checkUnlisted(look, new Set([...tars.map(({ prefix }) => oidOf(prefix)), ...own]));
    return;
  }
  const mapped = await readMap(look);
  const entries = (await look.list('pg_tblspc')).filter(({ name }) => OID.test(name));
  const listed = new Set([...mapped.keys(), ...entries.map(({ name }) => name)]);
  checkUnlisted(look, listed);
  for (const oid of listed) {
    if (look.aborted) return;
    if (isMadeByWal(look, Number(oid))) continue;
    if (hasTablespacesBeside(look.input)) await checkBeside(look, oid);
    else await checkOne(look, places, oid, mapped.get(oid));
  }
}

/**
 * Tablespaces that neither a link nor the map names, and that the catalogs or the WAL know. Their tables are gone silently:
 * a server makes a directory in pg_tblspc for what it replays, and finds nothing else there (`TablespaceCreateDbspace`).
 */
function checkUnlisted(look: Look, listed: ReadonlySet<string>): void {
  for (const [oid, { source, relations, names }] of look.tablespaces) {
    if (listed.has(String(oid)) || isMadeByWal(look, oid)) continue;
    look.add({
      code: 'missing-tablespace',
      severity: source === 'list' ? 'warning' : 'error',
      file: look.path(`pg_tblspc/${String(oid)}`),
      args: {
        oid,
        reason: `known-by-${source}`,
        relations,
        ...(names.length > 0 && { names: names.join(', ') }),
      },
    });
  }
}

/**
 * Tablespaces that the WAL creates. Replay stops if their directories do not exist, also if the tablespace is dropped later. It
 * writes into them, also if another server uses them (`create_tablespace_directories` in tablespace.c). The restore steps create them.
 * One without a path is in pg_tblspc itself (`allow_in_place_tablespaces`), where replay makes it.
 */
function checkCreated(look: Look): void {
  for (const [oid, path] of look.effects?.tablespacesCreated ?? [])
    if (path.startsWith('/'))
      look.add({
        code: 'missing-tablespace',
        severity: 'warning',
        file: look.path(`pg_tblspc/${String(oid)}`),
        args: { oid, path, reason: 'created-by-wal' },
      });
}

/** Whether replay makes or removes a tablespace. */
function isMadeByWal({ effects }: Look, oid: number): boolean {
  return effects?.tablespacesCreated.has(oid) === true || effects?.tablespacesDropped.has(oid) === true;
}

/** Paths by OID, as a server reads them: a blank at the end of a path belongs to it. */
async function readMap(look: Look): Promise<ReadonlyMap<string, string>> {
  const { tablespaceMap, versionNum } = look.input;
  const bytes = tablespaceMap === undefined ? undefined : await look.tree.read(tablespaceMap, 0, MAP_BYTES);
  if (bytes === undefined || isFailure(bytes)) return new Map();
  const { value } = parseTablespaceMap(bytes, versionNum);
  return new Map((value?.entries ?? []).map(({ oid, path }) => [String(oid), path]));
}

async function checkBeside(look: Look, oid: string): Promise<void> {
  const content = await contentOf(look, joinPath(parentPath(look.input.directory), oid));
  reportContent(look, oid, content === 'absent' ? 'empty' : content, {});
}

async function checkOne(look: Look, places: Places, oid: string, mapped: string | undefined): Promise<void> {
  const name = `pg_tblspc/${oid}`;
  const real = await places.real(look.path(name));
  const folder = await places.real(look.path('pg_tblspc'));
  if (real !== undefined && folder !== undefined && real === joinPath(folder, oid)) {
    // The copying tool followed the link; that a server does not accept it so is known from the scan.
    const content = await contentOf(look, real);
    // An empty directory is what a server replaces by the link of the map.
    if (mapped === undefined || content !== 'empty') {
      reportContent(look, oid, content, {});
      return;
    }
  }
  const linked = real !== undefined && real !== joinPath(folder ?? '', oid) ? real : undefined;
  if (linked === undefined && mapped === undefined) {
    reportContent(look, oid, 'absent', { reason: 'broken-link' });
    return;
  }
  const target = linked ?? (await places.real(mapped ?? ''));
  if (target === undefined) {
    // Its path is not quoted: the map may be a link to another file.
    reportContent(look, oid, 'absent', { reason: 'map-nowhere' });
    return;
  }
  const content = await contentOf(look, target);
  reportContent(look, oid, content, {});
  if (content === 'own') await checkPlace(look, places, { oid, target, linked, mapped });
}

interface Placed {
  readonly oid: string;
  /** Where the files are that were looked at. */
  readonly target: string;
  readonly linked: string | undefined;
  readonly mapped: string | undefined;
}

/** The files are there; but are they the copy's, and does a server find them? */
async function checkPlace(
  look: Look,
  places: Places,
  { oid, target, linked, mapped }: Placed,
): Promise<void> {
  const name = `pg_tblspc/${oid}`;
  const isOriginal = mapped !== undefined && (await places.real(mapped)) === target;
  if (!(await places.isPart(target, name))) {
    const other = await places.sharer(target, name);
    const args = { target, oid, ...(other === undefined ? {} : { other }) };
    look.addFile('link-out-of-copy', 'error', name, { reason: 'tablespace', ...args });
  } else if (linked !== undefined && mapped !== undefined && !isOriginal) {
    const args = { oid, reason: 'map-elsewhere' };
    look.add({ code: 'missing-tablespace', severity: 'warning', file: look.path(name), args });
  }
}

function reportContent(
  look: Look,
  oid: string,
  content: Content,
  args: Readonly<Record<string, string>>,
): void {
  if (content === 'own' || content === 'unread') return;
  const reason = content === 'absent' ? 'no-link' : content;
  look.add({
    code: 'missing-tablespace',
    severity: 'error',
    file: look.path(`pg_tblspc/${oid}`),
    args: { oid, reason, ...args },
  });
}

function oidOf(prefix: string): string {
  return prefix.slice(prefix.lastIndexOf('/') + 1);
}

/** Looks for the directory that a server of this version and catalog makes in a tablespace (`TABLESPACE_VERSION_DIRECTORY`). */
async function contentOf(look: Look, path: string): Promise<Content> {
  const { versionNum, control } = look.input;
  const start = versionNum === undefined ? 'PG_' : `PG_${formatMajorVersion(versionNum)}_`;
  const whole = control === undefined ? undefined : `${start}${String(control.catalogVersion)}`;
  let others = false;
  for await (const batch of look.tree.list(path)) {
    if (isFailure(batch)) {
      if (batch.code === 'ENOENT' || batch.code === 'ENOTDIR') return 'absent';
      look.add({ code: 'unreadable-directory', severity: 'error', file: path, args: { reason: batch.code } });
      look.isPartial = true;
      return 'unread';
    }
    for (const { name, kind } of batch) {
      if (kind !== 'directory' || !name.startsWith('PG_')) continue;
      if (whole === undefined ? name.startsWith(start) : name === whole) return 'own';
      others = true;
    }
  }
  return others ? 'other-version' : 'empty';
}
