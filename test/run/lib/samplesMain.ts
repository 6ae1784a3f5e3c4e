import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openProject } from './project';
import { ensureSampleWorkspace } from './sampleCache';

/** Makes the sample workspace if it is not in the cache, and a link to it at a path that does not change. */
export async function main(root: string): Promise<number> {
  const workspace = await ensureSampleWorkspace(openProject(root));
  const link = join(root, '.cache', 'samples');
  await mkdir(dirname(link), { recursive: true });
  await rm(link, { recursive: true, force: true });
  await symlink(workspace, link, 'junction');
  console.log(link);
  return 0;
}
