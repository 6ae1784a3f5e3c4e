import type { Finding } from '../../ground/finding';
import { fileFindings, type Problem } from '../../formats/parsed';
import { type Tool, toolName } from '../../formats/tools/backupTools';
import type { ToolBackup } from '../../formats/tools/toolBackup';
import { type FileTree, isFailure } from '../../ground/ports';

/** One backup of a tool's repository, and where its parts are. */
export interface FoundBackup {
  readonly backup: ToolBackup;
  readonly name: string;
  /** The directory of the backup. Nothing but its own files is below it. */
  readonly folder: string;
  /** The file with this metadata. */
  readonly metadata: string;
  /** Where names are unique: backups of one repository build on each other. */
  readonly repository: string;
  /** Directories with its WAL, in the order in which the tool searches them. */
  readonly walFolders: readonly string[];
  /** `stored`: the data files are in the tool's own format; `missing`: they should be there and are not. */
  readonly baseFiles: 'plain' | 'stored' | 'missing' | 'elsewhere';
  /** The tool's own list of what it stored, with which files can be compared. */
  readonly fileList?: string;
  readonly findings: readonly Finding[];
}

/** A directory in which a tool keeps WAL, and its metadata of it. */
export interface FoundArchive {
  readonly path: string;
  readonly tool: Tool;
  readonly metadata?: string;
  readonly systemIdentifier?: bigint | undefined;
  readonly versionNum?: number | undefined;
  /** A list of WAL that the tool keeps for itself. */
  readonly list?: string;
}

/** The metadata of all tools below the scanned directories. */
export interface ToolFindings {
  readonly backups: readonly FoundBackup[];
  readonly archives: readonly FoundArchive[];
  readonly findings: readonly Finding[];
}

export const NO_TOOLS: ToolFindings = { backups: [], archives: [], findings: [] };

/** The findings of one metadata file, with the name of its tool. */
export function metadataFindings(path: string, tool: Tool, problems: readonly Problem[]): Finding[] {
  return fileFindings(path, problems).map((finding) => ({
    ...finding,
    args: { ...finding.args, tool: toolName(tool) },
  }));
}

export async function isThere(tree: FileTree, path: string): Promise<boolean> {
  return !isFailure(await tree.stat(path));
}
