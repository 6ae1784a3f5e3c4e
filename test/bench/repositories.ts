import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOnce } from '../support/makeOnce';
import { MANY_SETS } from '../support/manySets/repositories';
import { projectRoot, sharedCacheFolder } from '../support/paths';

/** A backup a day for a year and four months. */
export const LISTED_SETS = 500;

/** A repository with this many backups and their WAL for each tool, from the cache; 1.1 GB for all five. */
export async function manyRepositories(
  sets: number,
): Promise<{ readonly tool: string; readonly folder: string }[]> {
  const all = join(sharedCacheFolder(), 'bench-listing');
  const recipe = `${String(sets)}-${await recipeOf()}`;
  const outdated = (await readdir(all).catch(() => [])).filter((name) => !name.includes(recipe));
  for (const name of outdated) await rm(join(all, name), { recursive: true, force: true });
  const repositories: { tool: string; folder: string }[] = [];
  for (const [tool, make] of Object.entries(MANY_SETS)) {
    const folder = await makeOnce(join(all, `${tool}-${recipe}`), (temporary) => make(temporary, sets));
    repositories.push({ tool, folder });
  }
  return repositories;
}

/** Changes with the code that makes them. */
async function recipeOf(): Promise<string> {
  const folder = join(projectRoot(), 'test/support/manySets');
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).sort()) hash.update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 8);
}
