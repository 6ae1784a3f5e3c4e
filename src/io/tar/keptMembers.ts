import { isMarker } from '../../core/catalog/find/directory';
import { classifyWalFile } from '../../core/wal/fileName';
import { logicalName } from '../location/shardNames';

const TEXT = 128 * 1024;
const CONTROL = 8192;
const MANIFEST = 4 * 1024 * 1024;
const PAGE = 8192;

/** How many first bytes of a file in a tar a scan may read. Undefined for files that a scan only counts. */
export function wantedBytes(path: string): number | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'backup_manifest') return MANIFEST;
  if (isMarker(name)) return TEXT;
  if (name === 'pg_control' && /(?:^|\/)global\/pg_control$/.test(path)) return CONTROL;
  // Only its presence matters.
  if (name === 'pg_filenode.map' && /(?:^|\/)global\/pg_filenode\.map$/.test(path)) return 0;
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
