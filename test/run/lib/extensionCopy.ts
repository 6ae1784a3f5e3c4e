import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packagedContents } from '../../../build/vsix.mjs';

/**
 * Puts the built extension into a folder of installed extensions, with the files that its package holds.
 * @param extensions the folder that holds one folder for each extension
 */
export async function installExtension(root: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
  };
  const target = join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  for (const [path, content] of packagedContents(root)) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), content);
  }
}
