import { isToolFile } from '../../core/catalog/tools/toolFiles';

const HEX24 = /^[0-9A-F]{24}/;
const NAMES = new Set([
  'backup_label',
  'backup_label.old',
  'tablespace_map',
  'tablespace_map.old',
  'backup_manifest',
  'PG_VERSION',
  'pg_control',
  'postmaster.pid',
]);

/**
 * Whether a file of this name can change the catalog: labels, WAL, history files, manifests and the metadata of
 * backup tools. A running server writes thousands of others.
 */
export function isBackupFileName(name: string): boolean {
  return (
    NAMES.has(name) ||
    HEX24.test(name) ||
    /^[0-9A-F]{8}\.history/.test(name) ||
    /\.(backup|tar)(\.\w+)?$/.test(name) ||
    isToolFile(name)
  );
}
