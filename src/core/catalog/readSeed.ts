import type { BackupLabel } from '../formats/backupLabel';
import { parseBackupLabel } from '../formats/backupLabel';
import type { ControlFile } from '../formats/controlFile';
import { parseControlFile } from '../formats/controlFile';
import { parsePgVersion } from '../formats/pgVersion';
import { parseTablespaceMap } from '../formats/tablespaceMap';
import type { Finding } from '../finding';
import type { FileTree } from '../ports';
import type { FoundDataDirectory } from './discover';
import type { ManifestSummary } from './manifestSummary';
import { readManifestSummary } from './manifestSummary';
import { joinPath } from './paths';
import { fileFindings, readSmall } from './readFile';
import type { SetSeed } from './seed';

const CONTROL_BYTES = 8192;

interface Piece<T> {
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

/** Reads what a data directory says of the backup that it is a copy of. */
export async function readDataDirectory(tree: FileTree, found: FoundDataDirectory): Promise<SetSeed> {
  const { path, markers } = found;
  const version = await readVersion(tree, found);
  const controlPath = joinPath(path, 'global/pg_control');
  const control = await readControl(tree, controlPath, found.hasGlobal);
  const versionNumber = version.value ?? control.value?.versionNumber;
  const labelPath = joinPath(path, 'backup_label');
  const label = markers.has('backup_label') ? await readLabel(tree, labelPath, versionNumber) : NOTHING;
  const manifest = await readManifest(tree, found);
  const map = await readMap(tree, found, versionNumber);
  return {
    id: path,
    path,
    layout: 'data-directory',
    systemIdentifier: control.value?.systemIdentifier ?? manifest.value?.systemIdentifier,
    files: {
      dataDirectory: path,
      ...(markers.has('backup_label') ? { label: labelPath } : {}),
      ...(markers.has('backup_label.old') ? { labelOld: joinPath(path, 'backup_label.old') } : {}),
      ...(markers.has('tablespace_map') ? { tablespaceMap: joinPath(path, 'tablespace_map') } : {}),
      ...(markers.has('backup_manifest') ? { manifest: joinPath(path, 'backup_manifest') } : {}),
      ...(control.value === undefined ? {} : { control: controlPath }),
    },
    label: label.value,
    history: undefined,
    control: control.value,
    manifest: manifest.value,
    versionNumber,
    findings: [
      ...version.findings,
      ...control.findings,
      ...label.findings,
      ...manifest.findings,
      ...map,
      ...contradictions(path, version.value, control.value, manifest.value),
      ...liveFinding(found),
    ],
  };
}

/** Reads a label that lies by itself. */
export async function readLabelFile(tree: FileTree, path: string): Promise<SetSeed> {
  const label = await readLabel(tree, path, undefined);
  return {
    id: path,
    path,
    layout: 'label-file',
    systemIdentifier: undefined,
    files: { label: path },
    label: label.value,
    history: undefined,
    control: undefined,
    manifest: undefined,
    versionNumber: undefined,
    findings: [...label.findings, { code: 'base-files-not-seen', severity: 'info', args: {} }],
  };
}

const NOTHING = { value: undefined, findings: [] };

async function readLabel(
  tree: FileTree,
  path: string,
  versionNumber: number | undefined,
): Promise<Piece<BackupLabel>> {
  const { bytes, finding } = await readSmall(tree, path);
  if (bytes === undefined) return { value: undefined, findings: finding === undefined ? [] : [finding] };
  const { value, problems } = parseBackupLabel(bytes, versionNumber);
  return { value, findings: fileFindings(path, problems) };
}

async function readVersion(tree: FileTree, { path, markers }: FoundDataDirectory): Promise<Piece<number>> {
  const file = joinPath(path, 'PG_VERSION');
  if (!markers.has('PG_VERSION')) {
    const args = { reason: 'missing' };
    return {
      value: undefined,
      findings: [{ code: 'unreadable-version-file', severity: 'error', file, args }],
    };
  }
  const { bytes, finding } = await readSmall(tree, file, 64);
  if (bytes === undefined) return { value: undefined, findings: finding === undefined ? [] : [finding] };
  const { value, problems } = parsePgVersion(bytes);
  return { value, findings: fileFindings(file, problems) };
}

async function readControl(tree: FileTree, path: string, hasGlobal: boolean): Promise<Piece<ControlFile>> {
  const { bytes, finding } = hasGlobal
    ? await readSmall(tree, path, CONTROL_BYTES)
    : { bytes: undefined, finding: undefined };
  if (bytes !== undefined) {
    const { value, problems } = parseControlFile(bytes);
    return { value, findings: fileFindings(path, problems) };
  }
  if (finding !== undefined) return { value: undefined, findings: [finding] };
  const missing: Finding = {
    code: 'unreadable-control-file',
    severity: 'error',
    file: path,
    args: { reason: 'missing' },
  };
  return { value: undefined, findings: [missing] };
}

async function readManifest(
  tree: FileTree,
  { path, markers }: FoundDataDirectory,
): Promise<Piece<ManifestSummary>> {
  if (!markers.has('backup_manifest')) return NOTHING;
  const { summary, findings } = await readManifestSummary(tree, joinPath(path, 'backup_manifest'));
  return { value: summary, findings };
}

async function readMap(
  tree: FileTree,
  { path, markers }: FoundDataDirectory,
  versionNumber: number | undefined,
): Promise<readonly Finding[]> {
  if (!markers.has('tablespace_map')) return [];
  const file = joinPath(path, 'tablespace_map');
  const { bytes, finding } = await readSmall(tree, file);
  if (bytes === undefined) return finding === undefined ? [] : [finding];
  return fileFindings(file, parseTablespaceMap(bytes, versionNumber).problems);
}

function contradictions(
  path: string,
  version: number | undefined,
  control: ControlFile | undefined,
  manifest: ManifestSummary | undefined,
): Finding[] {
  const findings: Finding[] = [];
  if (control?.versionNumber !== undefined && version !== undefined && control.versionNumber !== version) {
    findings.push({
      code: 'control-file-mismatch',
      severity: 'error',
      file: joinPath(path, 'global/pg_control'),
      args: { field: 'version', control: control.versionNumber, other: version, source: 'PG_VERSION' },
    });
  }
  const identifier = manifest?.systemIdentifier;
  if (control !== undefined && identifier !== undefined && identifier !== control.systemIdentifier) {
    findings.push({
      code: 'manifest-system-identifier-mismatch',
      severity: 'error',
      file: joinPath(path, 'backup_manifest'),
      args: { manifest: String(identifier), control: String(control.systemIdentifier) },
    });
  }
  return findings;
}

function liveFinding({ path, markers }: FoundDataDirectory): Finding[] {
  if (!markers.has('postmaster.pid')) return [];
  const file = joinPath(path, 'postmaster.pid');
  return [{ code: 'live-data-directory', severity: 'warning', file, args: {} }];
}
