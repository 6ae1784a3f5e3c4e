import { Fingerprint, stampOf } from '../core/catalog/fingerprint';
import { joinPath } from '../core/catalog/paths';
import type { Cancel } from '../core/ports';
import { isFailure } from '../core/ports';
import { SyncFileTree } from '../io/syncFileTree';

/**
 * Names, sizes and times of change of everything below a folder, links followed once, as one short text: the same as
 * long as nothing there was touched. Reads no content.
 */
export async function fingerprintFiles(directory: string, cancel?: Cancel): Promise<string> {
  const tree = new SyncFileTree();
  const fingerprint = new Fingerprint();
  const seen = new Set<string>();
  const folders = [directory];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (cancel?.requested === true) break;
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
  return fingerprint.text;
}
