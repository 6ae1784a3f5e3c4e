import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packagedContents } from '../../../build/vsix.mjs';

/**
 * Copies the built extension into a directory of installed extensions, with the files that its package contains.
 * @param extensions the directory with one directory for each extension
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
