import {
  parseProbackupConfig,
  parseProbackupControl,
  type ProbackupConfig,
} from '../../formats/tools/probackupControl';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import { baseName, joinPath, parentPath } from '../../ground/paths';
import { readSmall } from '../read/readFile';
import { type FoundBackup, metadataFindings, type ToolFindings } from './foundBackup';
import type { ToolFolder } from './toolFiles';

const LIMIT = 1024 * 1024 + 1;
const CONTENT = 'backup_content.control';

/** The configuration of an instance, the only file with its cluster. */
export interface Instance {
  readonly config: ProbackupConfig | undefined;
  readonly findings: readonly Finding[];
}

/** Reads the `pg_probackup.conf` in an instance's directory. */
export async function probackupInstance(tree: FileTree, folder: string): Promise<Instance> {
  const file = joinPath(folder, 'pg_probackup.conf');
  const { bytes, finding } = await readSmall(tree, file, LIMIT);
  if (bytes === undefined) return { config: undefined, findings: finding === undefined ? [] : [finding] };
  const { value, problems } = parseProbackupConfig(bytes);
  return { config: value, findings: metadataFindings(file, 'pg_probackup', problems) };
}

/** A backup by its `backup.control`. */
export async function probackupBackup(
  tree: FileTree,
  { path, directories, files }: ToolFolder,
  { config }: Instance,
): Promise<ToolFindings> {
  const metadata = joinPath(path, 'backup.control');
  const { bytes, finding } = await readSmall(tree, metadata, LIMIT);
  const { value, problems } = bytes === undefined ? { problems: [] } : parseProbackupControl(bytes);
  const findings = metadataFindings(metadata, 'pg_probackup', problems);
  if (finding !== undefined) findings.push(finding);
  if (value === undefined) return { backups: [], archives: [], findings };
  const backup: FoundBackup = {
    backup: { ...value, ...config },
    name: baseName(path),
    folder: path,
    metadata,
    repository: parentPath(path),
    walFolders: [archiveOf(parentPath(path))],
    baseFiles: directories.includes('database') ? 'plain' : value.state === 'done' ? 'missing' : 'elsewhere',
    ...(files.includes(CONTENT) ? { fileList: joinPath(path, CONTENT) } : {}),
    findings,
  };
  const archive = { path: archiveOf(parentPath(path)), tool: 'pg_probackup' } as const;
  return {
    backups: [backup],
    archives: [{ ...archive, systemIdentifier: config?.systemIdentifier }],
    findings: [],
  };
}

/** `ROOT/backups/INSTANCE` has its WAL in `ROOT/wal/INSTANCE`. */
export function archiveOf(instance: string): string {
  return joinPath(joinPath(parentPath(parentPath(instance)), 'wal'), baseName(instance));
}
