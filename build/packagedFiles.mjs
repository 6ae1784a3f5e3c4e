import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';

/**
 * The files that users get, sorted, as paths relative to the project's directory. `.vscodeignore` excludes everything
 * and names what is included.
 * @param {string} root
 * @returns {string[]}
 * @throws {Error} if `.vscodeignore` has a line of another form, or names a pattern that matches no file
 */
export function packagedFiles(root) {
  const lines = readFileSync(join(root, '.vscodeignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [everything, ...included] = lines;
  const wrong = included.find((line) => !line.startsWith('!'));
  if (everything !== '**' || wrong !== undefined)
    throw new Error(`.vscodeignore: expected ** and then lines with !, found ${wrong ?? String(everything)}`);
  const files = included.flatMap((line) => {
    const found = globSync(line.slice(1), { cwd: root });
    if (found.length === 0) throw new Error(`.vscodeignore: no file matches ${line}`);
    return found;
  });
  return [...new Set(files)].sort();
}
