import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { ScanOptions } from '../../core/catalog/scan';
import { toSlashes } from '../../io/paths';
import { SETTINGS, SETTINGS_PREFIX } from '../ids';
import { readSegmentSize, readServerVersion } from './settingValues';

// All settings but the connections of servers, which `servers/connections` reads and writes.

/** Whether a change of the configuration affects the result of a scan. */
export function affectsScan(event: vscode.ConfigurationChangeEvent): boolean {
  const names = [SETTINGS.archiveDirectories, SETTINGS.walSegmentSize, SETTINGS.serverVersion];
  return names.some((name) => event.affectsConfiguration(`${SETTINGS_PREFIX}.${name}`));
}

/** Whether a change of the configuration affects the lines above a label. */
export function affectsCodeLens(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${SETTINGS_PREFIX}.${SETTINGS.codeLensEnabled}`);
}

/** Whether the lines above a label are enabled for a document. */
export function codeLensEnabled(document: vscode.Uri): boolean {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_PREFIX, document);
  return configuration.get<unknown>(SETTINGS.codeLensEnabled) !== false;
}

/** The workspace folders on this machine's file system. */
export function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
}

/** Path of a `file:` address as core writes it. */
export function corePath(uri: vscode.Uri): string {
  const path = toSlashes(uri.fsPath);
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/**
 * The directories of the setting `archiveDirectories`, absolute, each once. Relative ones are relative to the workspace
 * folder; `~` is the home directory.
 */
export function archiveDirectories(): readonly string[] {
  const found = new Set<string>();
  for (const folder of localFolders()) {
    for (const text of directoryTexts(folder)) found.add(toSlashes(resolve(folder.uri.fsPath, text)));
  }
  if (found.size === 0) {
    for (const text of directoryTexts(undefined)) if (isAbsolute(text)) found.add(toSlashes(resolve(text)));
  }
  return [...found];
}

/** Adds a directory to the setting: of the workspace if one is open, otherwise of the user. */
export async function addArchiveDirectory(directory: string): Promise<void> {
  const folders = localFolders();
  const scope = folders.length === 1 ? folders[0]?.uri : undefined;
  const configuration = vscode.workspace.getConfiguration(SETTINGS_PREFIX, scope ?? null);
  const target =
    folders.length === 0 ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  const inspected = configuration.inspect<unknown>(SETTINGS.archiveDirectories);
  const own = folders.length === 0 ? inspected?.globalValue : inspected?.workspaceValue;
  const before = texts(own ?? inspected?.globalValue);
  if (before.includes(directory)) return;
  await configuration.update(SETTINGS.archiveDirectories, [...before, directory], target);
}

/** The options of a scan of the workspace. */
export function scanOptions(): Omit<ScanOptions, 'signal'> {
  const segmentSize = readSegmentSize(read(SETTINGS.walSegmentSize));
  const versionNum = readServerVersion(read(SETTINGS.serverVersion));
  return {
    roots: localFolders().map((folder) => corePath(folder.uri)),
    archiveDirectories: archiveDirectories(),
    level: 'headers',
    ...(segmentSize === undefined ? {} : { segmentSize }),
    ...(versionNum === undefined ? {} : { versionNum }),
  };
}

function directoryTexts(folder: vscode.WorkspaceFolder | undefined): readonly string[] {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_PREFIX, folder?.uri ?? null);
  return texts(configuration.get<unknown>(SETTINGS.archiveDirectories)).map((text) =>
    /^~(?=$|[/\\])/.test(text) ? join(homedir(), text.slice(1)) : text,
  );
}

/** Settings are written by hand, so a list of texts may contain anything. */
function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is string => typeof entry === 'string' && entry.trim() !== '');
}

function read(name: string): unknown {
  return vscode.workspace.getConfiguration(SETTINGS_PREFIX).get<unknown>(name);
}
