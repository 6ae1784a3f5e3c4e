import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file, link and directory below a directory, with content, mode, owner and modification time. */
export async function contentsOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const facts = await lstat(join(folder, name));
      const content = facts.isFile()
        ? createHash('sha1')
            .update(await readFile(join(folder, name)))
            .digest('hex')
        : facts.isSymbolicLink()
          ? await readlink(join(folder, name))
          : '';
      return `${name} ${facts.mode.toString(8)} ${String(facts.uid)} ${String(facts.mtimeMs)} ${content}`;
    }),
  );
}
