import { createHash } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSampleWorkspace } from '../sampleWorkspace';
import type { Project } from './project';

/** What decides what the samples are. */
const recipeFiles = ['sampleWorkspace.ts', 'sampleShop.ts', '../unit/support/furnish.ts'];

/**
 * Gives the folder with sample backups, taking them from a real PostgreSQL server when they are not in the cache, or
 * when the way they are taken has changed.
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
