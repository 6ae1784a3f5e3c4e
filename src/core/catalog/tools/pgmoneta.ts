import { parsePgmonetaInfo } from '../../formats/tools/pgmonetaInfo';
import { baseName, joinPath, parentPath } from '../../ground/paths';
import { type FoundBackup, metadataFindings } from './foundBackup';
import type { ToolFolder } from './toolFiles';

const SUMS = 'backup.sha512';

/**
 * A pgmoneta backup by the `backup.info` in its directory, whose bytes were read; undefined if the file is something
 * else.
 */
export function pgmonetaBackup(
  { path, directories, files }: ToolFolder,
  bytes: Uint8Array,
): FoundBackup | undefined {
  const { value, problems } = parsePgmonetaInfo(bytes);
  if (value === undefined) return undefined;
  const metadata = joinPath(path, 'backup.info');
  const server = parentPath(parentPath(path));
  return {
    backup: value,
    name: baseName(path),
    folder: path,
    metadata,
    repository: server,
    walFolders: [joinPath(server, 'wal')],
    baseFiles: directories.includes('data') ? 'plain' : value.state === 'done' ? 'missing' : 'elsewhere',
    ...(files.includes(SUMS) ? { fileList: joinPath(path, SUMS) } : {}),
    findings: metadataFindings(metadata, 'pgmoneta', problems),
  };
}
