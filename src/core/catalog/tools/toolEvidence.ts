import { parseBackupLabel } from '../../formats/label/backupLabel';
import type { Finding } from '../../ground/finding';
import type { ArchiveEvidence } from '../read/archiveEvidence';
import { parentPath } from '../../ground/paths';
import { fileFindings } from '../../formats/parsed';
import type { BackupEvidence } from '../read/backupEvidence';
import { factsOfTool, toolName, toolOf } from '../../formats/tools/backupTools';
import type { FoundArchive, FoundBackup } from './foundBackup';

/**
 * Makes one set of each backup: whatever is in the directory of a tool's backup (its data directory, an archive of it,
 * a label) is that backup, and a backup that only the tool lists becomes a set of its own.
 */
export function withTools(
  read: readonly BackupEvidence[],
  backups: readonly FoundBackup[],
): BackupEvidence[] {
  const owners = new Map(backups.map((found) => [found.folder, found]));
  const members = new Map<FoundBackup, BackupEvidence[]>();
  const others: BackupEvidence[] = [];
  for (const evidence of read) {
    const owner = ownerOf(evidence.path, owners);
    if (owner === undefined) others.push(evidence);
    else members.set(owner, [...(members.get(owner) ?? []), evidence]);
  }
  return [...others, ...backups.map((found) => evidenceOf(found, members.get(found) ?? []))];
}

/** The most levels from a backup's directory down to its parts. */
const NEAR = 4;

function ownerOf(path: string, owners: ReadonlyMap<string, FoundBackup>): FoundBackup | undefined {
  let folder = path;
  for (let steps = 0; steps <= NEAR; steps++) {
    const owner = owners.get(folder);
    if (owner !== undefined) return owner;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  return undefined;
}

function evidenceOf(found: FoundBackup, members: readonly BackupEvidence[]): BackupEvidence {
  const { backup, folder, metadata } = found;
  const main = members.find(({ files }) => files.dataDirectory !== undefined) ?? members[0];
  const toolLabel = labelOf(found);
  return {
    ...main,
    id: folder,
    path: folder,
    layout: backup.tool,
    walFolders: found.walFolders,
    systemIdentifier: main?.systemIdentifier ?? backup.systemIdentifier,
    files: {
      ...main?.files,
      toolMetadata: metadata,
      ...(found.fileList === undefined ? {} : { fileList: found.fileList }),
    },
    label: main?.label ?? toolLabel.label,
    history: undefined,
    control: main?.control,
    manifest: main?.manifest,
    versionNum: main?.versionNum,
    tool: found,
    findings: [
      ...(main?.findings ?? []).filter((finding) => !isUsual(finding, found)),
      ...(main?.label === undefined ? toolLabel.findings : []),
      ...found.findings,
      ...stateFindings(found),
      ...baseFindings(found, main),
    ],
  };
}

/** Barman keeps the label's text, also for backups whose files are in tars. */
function labelOf({ backup, metadata }: FoundBackup): {
  readonly label: BackupEvidence['label'];
  readonly findings: readonly Finding[];
} {
  if (backup.labelText === undefined) return { label: undefined, findings: [] };
  const bytes = new TextEncoder().encode(backup.labelText);
  const { value, problems } = parseBackupLabel(bytes, backup.versionNum);
  // Lines are those of the label's text, not of the file that contains it.
  const findings = fileFindings(metadata, problems).map(({ line: _line, column: _column, ...rest }) => rest);
  return { label: value, findings };
}

/**
 * Findings that are normal here: a label alone has no base files, and a backup of changed pages leaves unchanged files
 * out.
 */
function isUsual({ code, args }: Finding, { backup }: FoundBackup): boolean {
  if (code === 'base-files-not-seen') return true;
  const isPages = factsOfTool(backup.tool).dataFiles === 'pages';
  return isPages && code === 'unreadable-version-file' && args['reason'] === 'missing';
}

function stateFindings({ backup, metadata }: FoundBackup): Finding[] {
  const { state, status, error, tool } = backup;
  const args = {
    tool: toolName(tool),
    reason: state,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
  if (state === 'done') return [];
  if (state === 'running') return [{ code: 'unfinished-backup', severity: 'error', file: metadata, args }];
  // The WAL for which the tool waits may not be needed at all; the files show that.
  const severity = state === 'waiting' ? 'info' : 'error';
  return [{ code: 'failed-backup', severity, file: metadata, args }];
}

function baseFindings(
  { baseFiles, backup, folder }: FoundBackup,
  main: BackupEvidence | undefined,
): Finding[] {
  const args = { tool: toolName(backup.tool) };
  if (baseFiles === 'missing' && main === undefined) {
    return [{ code: 'missing-base-files', severity: 'error', file: folder, args }];
  }
  const own = baseFiles === 'stored' || factsOfTool(backup.tool).dataFiles === 'pages';
  if (!own && (main !== undefined || baseFiles !== 'plain')) return [];
  return [{ code: 'base-files-not-seen', severity: 'info', args: { ...args, reason: 'stored' } }];
}

/** Adds the tool's metadata to an archive, for facts that no header could show. */
export function archiveOfTool(archive: ArchiveEvidence, archives: readonly FoundArchive[]): ArchiveEvidence {
  const found = archives.find(({ path }) => archive.path === path && archive.dataDirectory === undefined);
  if (found === undefined) return archive;
  const { tool, systemIdentifier, versionNum, metadata, list } = found;
  const recorded = { systemIdentifier, versionNum };
  const findings = [...archive.findings];
  if (systemIdentifier !== undefined && archive.systemIdentifier !== undefined) {
    if (systemIdentifier !== archive.systemIdentifier) {
      const args = {
        tool: toolName(tool),
        field: 'system-identifier',
        recorded: String(systemIdentifier),
        files: String(archive.systemIdentifier),
      };
      const file = metadata ?? archive.path;
      findings.push({ code: 'tool-metadata-mismatch', severity: 'warning', file, args });
    }
  }
  return {
    ...archive,
    layout: tool,
    systemIdentifier: archive.systemIdentifier ?? recorded.systemIdentifier,
    versionNum: archive.versionNum ?? recorded.versionNum,
    ...(list === undefined ? {} : { walList: list }),
    findings,
  };
}

/**
 * Barman receives WAL in one directory and keeps it in another: a history file in any of a server's directories is
 * enough.
 */
export function withSharedHistories(archives: readonly ArchiveEvidence[]): ArchiveEvidence[] {
  const byServer = new Map<string, Set<number>>();
  for (const { path, layout, historyNames } of archives) {
    if (toolOf(layout)?.sharesHistories !== true) continue;
    const known = byServer.get(parentPath(path)) ?? new Set();
    byServer.set(parentPath(path), known);
    for (const timeline of historyNames.keys()) known.add(timeline);
  }
  return archives.map((archive) => {
    const shares = toolOf(archive.layout)?.sharesHistories === true;
    const historiesBeside = shares ? byServer.get(parentPath(archive.path)) : undefined;
    return historiesBeside === undefined ? archive : { ...archive, historiesBeside };
  });
}
