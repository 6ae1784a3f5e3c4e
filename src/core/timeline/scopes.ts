import type { Catalog } from '../model/catalog';
import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import { visibleText } from '../report/visibleText';
import { formatMajorVersion } from '../ground/versions';
import type { WalGeometry } from '../wal/geometry';
import type { Scope } from './picture';
import { isServerWal } from '../model/layout';

/** The archives and sets in one picture: all of one server, or those that one archive serves. */
export interface ScopeContent {
  readonly scope: Scope;
  readonly geometry: WalGeometry;
  /** Archives whose WAL is drawn. */
  readonly archives: readonly WalArchive[];
  /** Archives whose recovery windows are drawn. */
  readonly read: readonly WalArchive[];
  readonly sets: readonly BackupSet[];
  /** Sets of this server whose location is unknown. */
  readonly unplaced: readonly BackupSet[];
}

interface Server {
  readonly id: string;
  readonly geometry: WalGeometry;
  readonly archives: WalArchive[];
  readonly sets: BackupSet[];
  readonly unplaced: BackupSet[];
}

/**
 * The possible scopes, each server followed by its archives. Segments of different servers, or of different sizes,
 * never share a picture. A set whose server is unknown goes with the archive that serves it.
 */
export function scopesOf(catalog: Catalog): ScopeContent[] {
  return serversOf(catalog).flatMap((server) => {
    const whole = contentOf(server, `server:${server.id}`, 'server', server.archives, server.sets);
    const parts = server.archives.map((archive) =>
      contentOf(
        server,
        `archive:${archive.path}`,
        'archive',
        [archive],
        server.sets.filter(({ archives }) => archives.includes(archive.path)),
      ),
    );
    return [whole, ...parts];
  });
}

function serversOf({ archives, sets }: Catalog): Server[] {
  const servers = new Map<string, Server>();
  const home = new Map<string, string>();
  const serverFor = (identifier: bigint | undefined, path: string, geometry: WalGeometry): Server => {
    const { segmentSize, skipsLastSegment } = geometry;
    const name = identifier === undefined ? path : String(identifier);
    const id = `${name}:${String(segmentSize)}${skipsLastSegment ? ':skips' : ''}`;
    const known = servers.get(id) ?? { id, geometry, archives: [], sets: [], unplaced: [] };
    servers.set(id, known);
    return known;
  };
  for (const archive of archives) {
    if (archive.geometry === undefined) continue;
    const server = serverFor(archive.systemIdentifier, archive.path, archive.geometry);
    server.archives.push(archive);
    home.set(archive.path, server.id);
  }
  for (const set of sets) {
    const { systemIdentifier, geometry } = set;
    const near = set.archives.map((path) => home.get(path)).find((id) => id !== undefined);
    const server =
      systemIdentifier === undefined || geometry === undefined
        ? servers.get(near ?? '')
        : serverFor(systemIdentifier, set.path, geometry);
    if (server === undefined) continue;
    const placed = set.required !== undefined && sameGeometry(geometry, server.geometry);
    (placed ? server.sets : server.unplaced).push(set);
  }
  return [...servers.values()].sort((a, b) => b.sets.length - a.sets.length || (a.id < b.id ? -1 : 1));
}

/** Sets that belong to no server that is shown. */
export function homelessSets(catalog: Catalog, contents: readonly ScopeContent[]): BackupSet[] {
  const shown = new Set(contents.flatMap(({ sets, unplaced }) => [...sets, ...unplaced]));
  return catalog.sets.filter((set) => !shown.has(set));
}

/**
 * Recovery of other sets does not read a pg_wal, so it must not fill a gap of the archive. What a set finds in its own
 * pg_wal counts for the set (`presentRanges`).
 */
function ownArchives(archives: readonly WalArchive[]): readonly WalArchive[] {
  const real = archives.filter((archive) => !isServerWal(archive));
  return real.length > 0 ? real : archives;
}

function sameGeometry(a: WalGeometry | undefined, b: WalGeometry): boolean {
  return a?.segmentSize === b.segmentSize && a.skipsLastSegment === b.skipsLastSegment;
}

function contentOf(
  server: Server,
  id: string,
  kind: Scope['kind'],
  archives: readonly WalArchive[],
  sets: readonly BackupSet[],
): ScopeContent {
  const known = [...archives, ...sets];
  const identifier = known.find(({ systemIdentifier }) => systemIdentifier !== undefined)?.systemIdentifier;
  const version = known.find(({ versionNum }) => versionNum !== undefined)?.versionNum;
  const scope: Scope = {
    id,
    kind,
    path: kind === 'archive' ? visibleText(archives[0]?.path ?? '', 120) : '',
    systemIdentifier: identifier === undefined ? null : String(identifier),
    serverVersion: version === undefined ? null : formatMajorVersion(version),
    segmentCount: archives.reduce((sum, { segmentCount }) => sum + segmentCount, 0),
    setCount: sets.length,
  };
  return {
    scope,
    geometry: server.geometry,
    archives: kind === 'server' ? ownArchives(archives) : archives,
    read: archives,
    sets,
    unplaced: kind === 'server' ? server.unplaced : [],
  };
}
