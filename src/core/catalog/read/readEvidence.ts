import { type BackupLabel, parseBackupLabel } from '../../formats/label/backupLabel';
import { type ControlFile, parseControlFile } from '../../formats/controlFile';
import { parsePgVersion } from '../../formats/pgVersion';
import { parseTablespaceMap } from '../../formats/tablespaceMap';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import type { FoundDataDirectory } from '../find/discovery';
import { type ManifestSummary, readManifestSummary } from './manifestSummary';
import { joinPath } from '../../ground/paths';
import { readSmall } from './readFile';
import { fileFindings } from '../../formats/parsed';
import type { BackupEvidence } from './backupEvidence';
import type { TarBackup } from '../../tars/tarBackup';
import type { TarPart } from '../../model/backupSet';

const CONTROL_BYTES = 8192;

interface Piece<T> {
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

/** Reads the files of a data directory, on disk or in tars, that describe the backup. */
export async function readDataDirectory(tree: FileTree, found: FoundDataDirectory): Promise<BackupEvidence> {
  const { path, markers, tar } = found;
  const version = await readVersion(tree, found);
  const controlPath = joinPath(path, 'global/pg_control');
  const control = await readControl(tree, controlPath, found);
  const versionNum = version.value ?? control.value?.versionNum;
  const labelPath = joinPath(path, 'backup_label');
  const label = markers.has('backup_label') ? await readLabel(tree, labelPath, versionNum) : NOTHING;
  const manifestPath = manifestOf(found);
  const manifest = await summaryOf(tree, manifestPath);
  const map = await readMap(tree, found, versionNum);
  const id = tar?.path ?? path;
  return {
    id,
    path: id,
    layout: tar?.layout ?? 'data-directory',
    ...(tar === undefined ? {} : { tars: partsOf(found, tar) }),
    systemIdentifier: control.value?.systemIdentifier ?? manifest.value?.systemIdentifier,
    files: {
      dataDirectory: path,
      ...(markers.has('backup_label') ? { label: labelPath } : {}),
      ...(markers.has('backup_label.old') ? { labelOld: joinPath(path, 'backup_label.old') } : {}),
      ...(markers.has('tablespace_map') ? { tablespaceMap: joinPath(path, 'tablespace_map') } : {}),
      ...(manifestPath === undefined ? {} : { manifest: manifestPath }),
      ...(control.value === undefined ? {} : { control: controlPath }),
    },
    label: label.value,
    history: undefined,
    control: control.value,
    manifest: manifest.value,
    versionNum,
    ...(isUnread(found) ? { unreadTars: tar?.unread ?? [] } : {}),
    findings: [
      ...(tar?.findings ?? []),
      ...version.findings,
      ...control.findings,
      ...label.findings,
      ...manifest.findings,
      ...map,
      ...contradictions({ path, manifestPath, version: version.value }, control.value, manifest.value),
      ...liveFinding(found),
    ],
  };
}

/** A data directory deeper in a tar is never compared with a manifest: no tool puts one there. */
function partsOf({ path }: FoundDataDirectory, tar: TarBackup): TarPart[] {
  const tablespaces = [...(tar.tablespaces ?? [])];
  return [
    { path: tar.path, prefix: '' },
    ...tablespaces.map(([oid, part]) => ({ path: part, prefix: `pg_tblspc/${oid}` })),
  ].filter(() => path === tar.path);
}

/** In a tar that was not read to its end, nothing can be called missing. */
function isUnread({ tar }: FoundDataDirectory): boolean {
  return tar !== undefined && tar.unread.length > 0;
}

/** pg_basebackup writes it beside its tars, or into the only one if it writes to its output. */
function manifestOf({ path, markers, tar }: FoundDataDirectory): string | undefined {
  return markers.has('backup_manifest') ? joinPath(path, 'backup_manifest') : tar?.manifest;
}

/** Reads a label outside of any data directory. */
export async function readLabelFile(tree: FileTree, path: string): Promise<BackupEvidence> {
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
    versionNum: undefined,
    findings: [...label.findings, { code: 'base-files-not-seen', severity: 'info', args: {} }],
  };
}

const NOTHING = { value: undefined, findings: [] };

async function readLabel(
  tree: FileTree,
  path: string,
  versionNum: number | undefined,
): Promise<Piece<BackupLabel>> {
  const { bytes, finding } = await readSmall(tree, path);
  if (bytes === undefined) return { value: undefined, findings: finding === undefined ? [] : [finding] };
  const { value, problems } = parseBackupLabel(bytes, versionNum);
  return { value, findings: fileFindings(path, problems) };
}

async function readVersion(tree: FileTree, found: FoundDataDirectory): Promise<Piece<number>> {
  const { path, markers } = found;
  const file = joinPath(path, 'PG_VERSION');
  if (!markers.has('PG_VERSION')) {
    if (isUnread(found)) return NOTHING;
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

async function readControl(
  tree: FileTree,
  path: string,
  found: FoundDataDirectory,
): Promise<Piece<ControlFile>> {
  const { bytes, finding } = found.hasGlobal
    ? await readSmall(tree, path, CONTROL_BYTES)
    : { bytes: undefined, finding: undefined };
  if (bytes !== undefined) {
    const { value, problems } = parseControlFile(bytes);
    return { value, findings: fileFindings(path, problems) };
  }
  if (finding !== undefined) return { value: undefined, findings: [finding] };
  if (isUnread(found)) return NOTHING;
  const missing: Finding = {
    code: 'unreadable-control-file',
    severity: 'error',
    file: path,
    args: { reason: 'missing' },
  };
  return { value: undefined, findings: [missing] };
}

async function summaryOf(tree: FileTree, path: string | undefined): Promise<Piece<ManifestSummary>> {
  if (path === undefined) return NOTHING;
  const { summary, findings } = await readManifestSummary(tree, path);
  return { value: summary, findings };
}

async function readMap(
  tree: FileTree,
  { path, markers, tar }: FoundDataDirectory,
  versionNum: number | undefined,
): Promise<readonly Finding[]> {
  if (!markers.has('tablespace_map')) return [];
  const file = joinPath(path, 'tablespace_map');
  const { bytes, finding } = await readSmall(tree, file);
  if (bytes === undefined) return finding === undefined ? [] : [finding];
  const { value, problems } = parseTablespaceMap(bytes, versionNum);
  const lost = (value?.entries ?? []).filter(({ oid }) => tar?.tablespaces?.has(oid) === false);
  return [
    ...fileFindings(file, problems),
    ...lost.map(({ oid, line, path: place }): Finding => {
      const args = { oid, path: place, reason: 'no-tar' };
      return { code: 'missing-tablespace', severity: 'error', file, line, args };
    }),
  ];
}

function contradictions(
  {
    path,
    manifestPath,
    version,
  }: { path: string; manifestPath: string | undefined; version: number | undefined },
  control: ControlFile | undefined,
  manifest: ManifestSummary | undefined,
): Finding[] {
  const findings: Finding[] = [];
  if (control?.versionNum !== undefined && version !== undefined && control.versionNum !== version) {
    findings.push({
      code: 'control-file-mismatch',
      severity: 'error',
      file: joinPath(path, 'global/pg_control'),
      args: { field: 'version', control: control.versionNum, other: version, source: 'PG_VERSION' },
    });
  }
  const identifier = manifest?.systemIdentifier;
  if (control !== undefined && identifier !== undefined && identifier !== control.systemIdentifier) {
    findings.push({
      code: 'manifest-system-identifier-mismatch',
      severity: 'error',
      file: manifestPath ?? path,
      args: { manifest: String(identifier), control: String(control.systemIdentifier) },
    });
  }
  return findings;
}

function liveFinding({ path, markers, tar }: FoundDataDirectory): Finding[] {
  // No server runs in a tar: the file was only copied into it.
  if (!markers.has('postmaster.pid') || tar !== undefined) return [];
  const file = joinPath(path, 'postmaster.pid');
  return [{ code: 'live-data-directory', severity: 'warning', file, args: {} }];
}
