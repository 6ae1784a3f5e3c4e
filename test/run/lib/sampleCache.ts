import { createHash } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSampleWorkspace } from '../sampleWorkspace';
import type { Project } from './project';

/** The files that determine the samples. */
const recipeFiles = ['sampleWorkspace.ts', 'sampleShop.ts', '../unit/support/furnish.ts'];

/**
 * Returns the directory with sample backups. They are taken from a real PostgreSQL server if they are not in the cache,
 * or if the code that takes them has changed.
 */
export async function ensureSampleWorkspace(project: Project): Promise<string> {
  const hash = createHash('sha256');
  for (const name of recipeFiles) hash.update(await readFile(join(project.root, 'test', 'run', name)));
  const recipe = hash.digest('hex').slice(0, 12);
  const all = join(project.cache, 'sample-workspace');
  const outdated = (await readdir(all).catch(() => [])).filter((name) => name !== recipe);
  for (const name of outdated) await rm(join(all, name), { recursive: true, force: true });
  const folder = join(all, recipe, 'sample-backups');
  await makeSampleWorkspace(folder);
  return folder;
}
