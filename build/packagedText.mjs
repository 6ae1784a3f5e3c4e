import { posix } from 'node:path';

const themed =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img src="[^"]+"( alt="[^"]*")?>\s*<\/picture>/g;
const picture = /^(?:<img [^>]*>|!\[[^\]]*\]\([^)]*\))\n\n/gm;
const link = /(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)#]+)(#[^)]*)?\)/g;

/**
 * A document as it is in the package. A picture for each theme becomes the dark one, so that the other is not needed.
 * Links to files that are not in the package become plain text; a paragraph in which all links are like that is left
 * out.
 * @param {string} path relative to the project's directory
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
 * The README without its pictures: the page of an installed extension shows only pictures from the network.
 * @param {string} text
 */
export function withoutPictures(text) {
  return text.replaceAll(picture, '');
}
