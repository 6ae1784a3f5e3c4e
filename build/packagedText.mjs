import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const themed =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img src="[^"]+"( alt="[^"]*")?>\s*<\/picture>/g;
const image = /(<img src="|!\[[^\]]*\]\()(?![a-z]+:)([^")]+\.png)/g;
const link = /(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)#]+)(#[^)]*)?\)/g;

/**
 * A document as it is in the package. A picture for each theme becomes the dark one, so that the other need not be packed.
 * Links to files that are not packed become plain text; a paragraph whose links are all like that is left out.
 * @param {string} path relative to the project's folder
 * @param {string} text
 * @param {(path: string) => boolean} isPacked
 */
export function packagedText(path, text, isPacked) {
  const folder = posix.dirname(path);
  const leads = (/** @type {string} */ target) => isPacked(posix.join(folder, target));
  return text
    .replaceAll(themed, (_, dark, alt = '') => `<img src="${String(dark)}"${String(alt)}>`)
    .split('\n\n')
    .filter((paragraph) => {
      const targets = [...paragraph.matchAll(link)].map(([, , target = '']) => target);
      return targets.length === 0 || targets.some(leads);
    })
    .join('\n\n')
    .replaceAll(link, (whole, words, target) => (leads(String(target)) ? whole : words));
}

/**
 * The README with its pictures inside it: the page of an installed extension shows no files.
 * @param {string} root
 * @param {string} text
 */
export function withPictures(root, text) {
  return text.replaceAll(image, (_, before, path) => {
    const bytes = readFileSync(join(root, String(path)));
    return `${String(before)}data:image/png;base64,${bytes.toString('base64')}`;
  });
}
