import { classifyWalFile } from '../../wal/fileName';
import { baseName, joinPath, parentPath } from '../../ground/paths';
import { backupOfMeta, backupOfSentinel, isBarmanId, isWalgBackup } from './toolFiles';
import { isPgbackrestLabel } from '../../formats/tools/pgbackrestFiles';

/** Where a tool's repository is around one of its backups, in the tool's own layout. */
export interface RepositoryAround {
  /** Directories with this repository's backups, metadata and WAL: everything that may be read besides the backup. */
  readonly readDirectories: readonly string[];
  /** Those of them that contain nothing but backups. */
  readonly backups: readonly string[];
  /** Of these directories only the tool's own files are read, and nothing below. */
  readonly metadataDirectories: readonly string[];
  /** One of these must be there, otherwise the names only look like the tool's. */
  readonly proofFiles: readonly string[];
  /** The directory of the backup that was named. */
  readonly target?: string;
  /** The history file of a backup that was named, by its path in the archive. */
  readonly history?: string;
}

const PGMONETA_ID = /^\d{14}$/;
const PROBACKUP_ID = /^[0-9A-Z]{6,7}$/;
const SHARD = /^[0-9A-F]{16}$/;
const ARCHIVE_ID = /^[\d.]{1,8}-\d{1,9}$/;
const COPIES = new Set(['data', 'pgdata', 'database', 'pg_data']);

/**
 * The repository of a backup that was named alone: by its directory, the copy of the data directory in it, its metadata
 * file, or the history file in its archive. Empty if the path is not like those of any tool; several if it is like
 * those of more than one. This goes by names: look for `proofFiles` too.
 */
export function repositoriesAround(path: string): RepositoryAround[] {
  const history = historyOf(path);
  if (history !== undefined) return aroundHistory(path, history);
  const name = baseName(path);
  const folder = parentPath(path);
  const meta = backupOfMeta(name);
  if (meta !== undefined && baseName(folder) === 'meta') {
    return aroundBackup(joinPath(joinPath(parentPath(folder), 'base'), meta));
  }
  const sentinel = backupOfSentinel(name);
  if (sentinel !== undefined) return aroundBackup(joinPath(folder, sentinel));
  return [path, folder].flatMap((candidate, i) =>
    i === 0 || isPartOfBackup(name) ? aroundBackup(candidate) : [],
  );
}

/** A file or directory that names a backup as well as its own directory does. */
function isPartOfBackup(name: string): boolean {
  return (
    COPIES.has(name) ||
    /^backup\.(?:info|control|manifest(?:\.copy)?)$/.test(name) ||
    name === 'metadata.json'
  );
}

function aroundBackup(target: string): RepositoryAround[] {
  const name = baseName(target);
  const backups = parentPath(target);
  const root = parentPath(backups);
  const kind = baseName(backups);
  if (isBarmanId(name) && kind === 'base') return [{ ...barman(root), target }];
  if (isWalgBackup(name) && kind === 'basebackups_005') return [{ ...walg(root), target }];
  if (isPgbackrestLabel(name) && baseName(root) === 'backup')
    return [{ ...pgbackrest(parentPath(root), kind), target }];
  if (PGMONETA_ID.test(name) && kind === 'backup')
    return [{ ...pgmoneta(root), proofFiles: [joinPath(target, 'backup.info')], target }];
  if (PROBACKUP_ID.test(name) && baseName(root) === 'backups') {
    const proofFiles = [joinPath(target, 'backup.control')];
    return [{ ...probackup(parentPath(root), kind), proofFiles, target }];
  }
  return [];
}

/** The path of a history file as core has it: without its shard. */
function historyOf(path: string): string | undefined {
  const name = baseName(path);
  if (classifyWalFile(name)?.kind !== 'backup-history') return undefined;
  const folder = parentPath(path);
  return joinPath(SHARD.test(baseName(folder)) ? parentPath(folder) : folder, name);
}

function aroundHistory(path: string, history: string): RepositoryAround[] {
  const archive = parentPath(history);
  const above = parentPath(archive);
  const isSharded = parentPath(path) !== archive;
  const name = baseName(archive);
  if (isSharded && name === 'wals') return [{ ...barman(above), history }];
  if (isSharded && ARCHIVE_ID.test(name) && baseName(parentPath(above)) === 'archive') {
    return [{ ...pgbackrest(parentPath(parentPath(above)), baseName(above)), history }];
  }
  if (name === 'wal_005') return [{ ...walg(above), history }];
  if (name === 'wal') return [{ ...pgmoneta(above), history }];
  return baseName(above) === 'wal' ? [{ ...probackup(parentPath(above), name), history }] : [];
}

type Around = Omit<RepositoryAround, 'target' | 'history'>;

/** `HOME/SERVER`: backups in `base`, from 3.13.2 metadata in `meta`, WAL in three places. */
function barman(server: string): Around {
  const at = (name: string): string => joinPath(server, name);
  return {
    readDirectories: [at('base'), at('meta'), at('wals'), at('incoming'), at('streaming')],
    backups: [at('base')],
    metadataDirectories: [server],
    proofFiles: [at('wals'), at('identity.json')],
  };
}

/** `REPO/backup/STANZA` and `REPO/archive/STANZA`. */
function pgbackrest(repository: string, stanza: string): Around {
  const [backups, archive] = ['backup', 'archive'].map((part) =>
    joinPath(joinPath(repository, part), stanza),
  );
  const [own = '', wal = ''] = [backups, archive];
  const proofFiles = [
    joinPath(wal, 'archive.info'),
    joinPath(own, 'backup.info'),
    joinPath(wal, 'archive.info.copy'),
  ];
  return { readDirectories: [own, wal], backups: [own], metadataDirectories: [], proofFiles };
}

function walg(root: string): Around {
  const [backups, wal] = [joinPath(root, 'basebackups_005'), joinPath(root, 'wal_005')];
  return {
    readDirectories: [backups, wal],
    backups: [backups],
    metadataDirectories: [],
    proofFiles: [backups],
  };
}

/** `BASE/SERVER/backup` and `BASE/SERVER/wal`. */
function pgmoneta(server: string): Around {
  const [backups, wal] = [joinPath(server, 'backup'), joinPath(server, 'wal')];
  return {
    readDirectories: [backups, wal],
    backups: [backups],
    metadataDirectories: [],
    proofFiles: [backups],
  };
}

/** `CATALOG/backups/INSTANCE` and `CATALOG/wal/INSTANCE`. */
function probackup(catalog: string, instance: string): Around {
  const backups = joinPath(joinPath(catalog, 'backups'), instance);
  const wal = joinPath(joinPath(catalog, 'wal'), instance);
  return {
    readDirectories: [backups, wal],
    backups: [backups],
    metadataDirectories: [],
    proofFiles: [joinPath(backups, 'pg_probackup.conf')],
  };
}
