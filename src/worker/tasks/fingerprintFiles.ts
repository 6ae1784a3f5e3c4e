import { Fingerprint, stampOf } from '../../core/catalog/assess/fingerprint';
import type { WatchedFiles } from '../../core/proofs/filesJob';
import { baseName, joinPath, parentPath } from '../../core/ground/paths';
import { toolOf } from '../../core/formats/tools/backupTools';
import { isTarName } from '../../core/tars/tarName';
import { isFailure } from '../../core/ground/ports';
import { SyncFileTree } from '../../io/syncFileTree';
import { tarStore } from '../../io/tar/tarStore';

/**
 * Names, sizes and modification times of everything below a directory, links followed once, as one short text. It is
 * the same as long as nothing there was changed. It includes the earlier backups of a tool that may hold files of this
 * one. Reads no content.
 */
export async function fingerprintFiles(
  { directory, storedBy }: WatchedFiles,
  signal?: AbortSignal,
): Promise<string> {
  const tree = new SyncFileTree();
  const fingerprint = new Fingerprint();
  const inTar = tarStore().split(directory);
  if (inTar !== undefined) return fingerprintTars(tree, parentPath(inTar.tar), fingerprint);
  const folders = [directory];
  const holders = storedBy === undefined ? undefined : toolOf(storedBy)?.holders;
  if (holders !== undefined) folders.push(...(await heldIn(tree, directory, holders)));
  await addFolders(tree, folders, fingerprint, signal);
  return fingerprint.text;
}

/** The earlier backups that may hold files of this one. */
async function heldIn(
  tree: SyncFileTree,
  directory: string,
  holders: (name: string, names: readonly string[]) => readonly string[],
): Promise<string[]> {
  const parent = parentPath(directory);
  const names: string[] = [];
  for await (const batch of tree.list(parent)) {
    if (!isFailure(batch)) names.push(...batch.map(({ name }) => name));
  }
  return holders(baseName(directory), names).map((name) => joinPath(parent, name));
}

async function addFolders(
  tree: SyncFileTree,
  folders: string[],
  fingerprint: Fingerprint,
  signal: AbortSignal | undefined,
): Promise<void> {
  const seen = new Set<string>();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (signal?.aborted === true) break;
    const real = await tree.realPath(folder);
    const key = isFailure(real) ? folder : real;
    if (seen.has(key)) continue;
    seen.add(key);
    const names: { name: string; isFolder: boolean }[] = [];
    for await (const batch of tree.list(folder)) {
      if (isFailure(batch)) fingerprint.add(`${folder} ${batch.code}`);
      else names.push(...batch.map(({ name, kind }) => ({ name, isFolder: kind === 'directory' })));
    }
    names.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, isFolder } of names) {
      const path = joinPath(folder, name);
      if (isFolder) folders.push(path);
      else fingerprint.add(`${path} ${stampOf(await tree.stat(path))}`);
    }
  }
}

/** A backup in tars: all tars of its directory and the manifest beside them. */
async function fingerprintTars(
  tree: SyncFileTree,
  folder: string,
  fingerprint: Fingerprint,
): Promise<string> {
  const names: string[] = [];
  for await (const batch of tree.list(folder)) {
    if (!isFailure(batch)) names.push(...batch.map(({ name }) => name));
  }
  for (const name of names.filter((each) => isTarName(each) || each === 'backup_manifest').sort()) {
    fingerprint.add(`${name} ${stampOf(await tree.stat(joinPath(folder, name)))}`);
  }
  return fingerprint.text;
}
