import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What is needed to build the extension, but not to run it. */
const onlyForBuilding = new Set(['node_modules', 'src', 'webview', 'test', 'docs', 'coverage']);
const onlyForTests = /^dist\/(test|run)(\/|$)/;

/**
 * Puts the built extension into a folder of installed extensions, as a user has it: without sources and packages.
 * @param extensions the folder that holds one folder for each extension
 */
export async function installExtension(root: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
  };
  const target = join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(root)) {
    if (entry.startsWith('.') || onlyForBuilding.has(entry)) continue;
    await cp(join(root, entry), join(target, entry), {
      recursive: true,
      filter: (source) => !onlyForTests.test(relative(root, source).replaceAll('\\', '/')),
    });
  }
}
