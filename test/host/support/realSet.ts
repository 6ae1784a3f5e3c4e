import { cp, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { extensions } from 'vscode';
import { EXTENSION_ID } from '../../../src/vscode/ids';
import { fixture } from '../../unit/support/fixtures';

/**
 * Puts a real set of PostgreSQL 9.2 (directory `name` of the fixtures) at `target`: WAL segments as hard links,
 * everything else as copies, so that a test may change text files and remove segments, but must not write into one.
 */
export async function placeRealSet(name: string, target: string): Promise<void> {
  const source = join(await fixtures('9.2'), name);
  const isSegment = (path: string): boolean => /[\\/]archive[\\/][0-9A-F]{24}$/.test(path);
  await cp(source, target, { recursive: true, filter: (path) => !isSegment(path) });
  const archive = join(target, 'archive');
  await mkdir(archive, { recursive: true });
  for (const file of await readdir(join(source, 'archive'))) {
    const from = join(source, 'archive', file);
    if (isSegment(from)) await linkOrCopy(from, join(archive, file));
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // Hard links do not reach another file system.
    await cp(from, to);
  }
}

/** A whole tree, its files as hard links: for tests that change nothing in it. */
export async function linkTree(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) await linkTree(from, to);
    else if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    else await linkOrCopy(from, to);
  }
}

/** Where the extension is: the project. */
export function extensionPath(): string {
  const root = extensions.getExtension(EXTENSION_ID)?.extensionUri.fsPath;
  if (root === undefined) throw new Error(`${EXTENSION_ID} is not installed`);
  return root;
}

/** The fixtures are relative to the project's directory; the extension host runs somewhere else. */
export async function fixtures(version: '9.2' | '9.6'): Promise<string> {
  const before = process.cwd();
  process.chdir(extensionPath());
  try {
    return await fixture(version);
  } finally {
    process.chdir(before);
  }
}
