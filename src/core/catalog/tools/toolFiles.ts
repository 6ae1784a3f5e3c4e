import { isPgbackrestLabel } from '../../formats/tools/pgbackrestFiles';
import type { DirectoryListing } from '../find/directoryListing';
import { baseName } from '../../ground/paths';

const NAMES = new Set([
  'backup.info',
  'backup.info.copy',
  'archive.info',
  'archive.info.copy',
  'backup.manifest',
  'backup.manifest.copy',
  'backup.sha512',
  'backup.control',
  'backup_content.control',
  'page_header_map',
  'pg_probackup.conf',
  'identity.json',
  'xlog.db',
]);
const BARMAN_META = /^\d{8}T\d{6}-backup\.info$/;
const BARMAN_LIST = /^.+-xlog\.db$/;
const SENTINEL = /^(base_[0-9A-F]{24}(?:_D_[0-9A-F]{24})?)_backup_stop_sentinel\.json$/;
/** Files that WAL-G puts beside segments: changed blocks for its deltas, and facts about one segment. */
const WALG_EXTRA = /^[0-9A-F]{24}(?:_delta(?:\.[a-z0-9]{1,6})?|\.json)$/;
const WALG_BACKUP = /^base_[0-9A-F]{24}(?:_D_[0-9A-F]{24})?$/;
const BARMAN_ID = /^\d{8}T\d{6}$/;
const PGMONETA_ID = /^\d{14}$/;

/** Whether a file belongs to a backup tool's metadata, so that it is neither WAL nor unknown. */
export function isToolFile(name: string): boolean {
  return (
    NAMES.has(name) ||
    BARMAN_META.test(name) ||
    BARMAN_LIST.test(name) ||
    SENTINEL.test(name) ||
    WALG_EXTRA.test(name)
  );
}

/** The backup of a WAL-G sentinel; undefined for every other file. */
export function backupOfSentinel(file: string): string | undefined {
  return SENTINEL.exec(file)?.[1];
}

/** The backup of a file in Barman's `meta` directory; undefined for every other file. */
export function backupOfMeta(file: string): string | undefined {
  return BARMAN_META.test(file) ? file.slice(0, -'-backup.info'.length) : undefined;
}

export function isWalgBackup(name: string): boolean {
  return WALG_BACKUP.test(name);
}

export function isBarmanId(name: string): boolean {
  return BARMAN_ID.test(name);
}

/** A tool's files beside a backup, or beside all of them, and the rest of their directory. */
export interface ToolFolder {
  readonly path: string;
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

/** The directory as one that belongs to a tool; undefined if it has no file of a tool. */
export function toolFolderOf({ path, toolFiles, directories }: DirectoryListing): ToolFolder | undefined {
  const ofBackups = directories.some((name) => isPgbackrestLabel(name) || isWalgBackup(name));
  const own = ofBackups || (isBarmanId(baseName(path)) && baseFolders(directories).length > 0);
  return toolFiles.length > 0 || own ? { path, files: toolFiles, directories } : undefined;
}

/**
 * Which subdirectories of a tool's directory to enter: never data files in the tool's own format, and below a backup's
 * directory only the plain copy of the data directory. So a listing costs the same however large the backups are.
 */
export function enteredBelow(folder: ToolFolder, names: readonly string[]): readonly string[] {
  const { files, path, directories } = folder;
  if (directories.includes('pg_data') && files.some((name) => name.startsWith('backup.manifest'))) return [];
  if (files.includes('backup.control')) return names.filter((name) => name === 'database');
  const one = baseName(path);
  if (isBarmanId(one) || (PGMONETA_ID.test(one) && files.includes('backup.info'))) return baseFolders(names);
  return names.filter(
    (name) =>
      !isPgbackrestLabel(name) && !isWalgBackup(name) && name !== 'backup.history' && name !== 'latest',
  );
}

function baseFolders(names: readonly string[]): readonly string[] {
  return names.filter((name) => name === 'data' || name === 'pgdata');
}
