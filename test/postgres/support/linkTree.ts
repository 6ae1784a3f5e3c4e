import { link, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Copies a tree with hard links for its files, which costs almost nothing. */
export async function linkTree(
  from: string,
  to: string,
  keep: (path: string) => boolean = () => true,
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (!keep(source)) continue;
    if (entry.isDirectory()) await linkTree(source, target, keep);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target);
  }
}

/** Replaces a file that may be linked elsewhere by a new one. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, content);
}

/** Changes the content of a file, without touching other links to it. */
export async function changeFile(
  path: string,
  change: (bytes: Buffer) => string | Uint8Array,
): Promise<void> {
  await replaceFile(path, change(await readFile(path)));
}
