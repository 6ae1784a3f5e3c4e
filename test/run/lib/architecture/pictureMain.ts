import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { architecturePicture, pictureFile } from './picture';

/** Redraws the picture of the architecture. */
export async function main(root: string): Promise<number> {
  await writeFile(join(root, pictureFile), architecturePicture(root));
  console.log(pictureFile);
  return 0;
}
