import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { packagedFiles } from './packagedFiles.mjs';
import { packagedText, withoutPictures } from './packagedText.mjs';
import { contentTypesXml, vsixManifest } from './vsixManifest.mjs';

/** The same for every build, so that the same files give the same package. */
const modified = new Date(1980, 0, 1);

/** Files that a user may run. */
const programs = new Set(['dist/cli.js']);

/**
 * The bytes of the VSIX, from the bundles in `dist` as they are.
 * @param {string} root the project's directory
 * @returns {Uint8Array}
 */
export function vsix(root) {
  /** @type {import('fflate').Zippable} */
  const entries = {
    'extension.vsixmanifest': entry(Buffer.from(vsixManifest(readManifest(root)))),
    '[Content_Types].xml': entry(Buffer.from(contentTypesXml())),
  };
  for (const [path, content] of packagedContents(root))
    entries[`extension/${path}`] = entry(content, programs.has(path));
  return zipSync(entries);
}

/**
 * The content of an installed extension, by paths relative to its directory.
 * @param {string} root the project's directory
 * @returns {Map<string, Uint8Array>}
 */
export function packagedContents(root) {
  const files = packagedFiles(root);
  const isPacked = (/** @type {string} */ path) => files.includes(path);
  return new Map(files.map((path) => [path, contentOf(root, path, isPacked)]));
}

/**
 * @param {string} root
 * @param {string} path
 * @param {(path: string) => boolean} isPacked
 */
function contentOf(root, path, isPacked) {
  const bytes = readFileSync(join(root, path));
  if (!path.endsWith('.md')) return bytes;
  const text = packagedText(path, bytes.toString(), isPacked);
  return Buffer.from(path === 'README.md' ? withoutPictures(text) : text);
}

/**
 * File name of the package: `NAME-VERSION.vsix`.
 * @param {string} root
 */
export function vsixName(root) {
  const { name, version } = readManifest(root);
  return `${name}-${version}.vsix`;
}

/**
 * @param {string} root
 * @returns {import('./vsixManifest.mjs').ExtensionManifest}
 */
function readManifest(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/**
 * @param {Uint8Array} content
 * @param {boolean} [isProgram]
 * @returns {import('fflate').ZippableFile}
 */
function entry(content, isProgram = false) {
  const mode = isProgram ? 0o100755 : 0o100644;
  // 3 is Unix: the attributes then contain the mode.
  return [content, { level: 9, mtime: modified, os: 3, attrs: mode << 16 }];
}
