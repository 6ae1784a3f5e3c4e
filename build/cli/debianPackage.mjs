// A Debian package of files: an `ar` archive of two tars (deb(5)).
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** The same for every build, so that the same files give the same package. */
const MODIFIED = new Date(Date.UTC(1980, 0, 1));

/**
 * @typedef {object} PackagedFile
 * @property {string} path absolute, as it is installed
 * @property {Uint8Array} content
 * @property {boolean} [executable]
 */

/**
 * @typedef {object} DebianFacts
 * @property {string} name
 * @property {string} version
 * @property {'amd64' | 'arm64'} architecture
 * @property {string} maintainer
 * @property {string} depends
 * @property {string} summary one line
 * @property {readonly string[]} description further lines
 */

/**
 * The bytes of the package.
 * @param {DebianFacts} facts
 * @param {readonly PackagedFile[]} files
 * @returns {Promise<Uint8Array>}
 */
export async function debianPackage(facts, files) {
  const sums = files.map(({ path, content }) => `${md5(content)}  ${path.slice(1)}\n`).join('');
  const control = await tarOf([
    { path: '/control', content: Buffer.from(controlText(facts, files)) },
    { path: '/md5sums', content: Buffer.from(sums) },
  ]);
  const data = await tarOf(files);
  return Buffer.concat([
    Buffer.from('!<arch>\n'),
    ...member('debian-binary', Buffer.from('2.0\n')),
    ...member('control.tar.gz', control),
    ...member('data.tar.gz', data),
  ]);
}

/**
 * @param {DebianFacts} facts
 * @param {readonly PackagedFile[]} files
 */
function controlText({ name, version, architecture, maintainer, depends, summary, description }, files) {
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  const lines = [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${String(Math.ceil(bytes / 1024))}`,
    `Depends: ${depends}`,
    'Section: database',
    'Priority: optional',
    `Description: ${summary}`,
    ...description.map((line) => ` ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * A packed tar with the directories of the files before them, all of them root's.
 * @param {readonly PackagedFile[]} files
 */
async function tarOf(files) {
  const tar = pack();
  const made = new Set(['']);
  tar.entry({ name: './', type: 'directory', mode: 0o755, mtime: MODIFIED });
  for (const { path, content, executable = false } of files) {
    const parts = path.split('/').slice(1, -1);
    for (const [depth] of parts.entries()) {
      const folder = parts.slice(0, depth + 1).join('/');
      if (made.has(folder)) continue;
      made.add(folder);
      tar.entry({ name: `./${folder}/`, type: 'directory', mode: 0o755, mtime: MODIFIED });
    }
    tar.entry(
      { name: `.${path}`, mode: executable ? 0o755 : 0o644, mtime: MODIFIED, size: content.length },
      Buffer.from(content),
    );
  }
  tar.finalize();
  return gzipSync(await buffer(tar), { level: 6 });
}

/** @param {Uint8Array} content */
function md5(content) {
  return createHash('md5').update(content).digest('hex');
}

/**
 * A member of an `ar` archive; its size is padded to an even number.
 * @param {string} name
 * @param {Uint8Array} content
 */
function member(name, content) {
  const fields = [
    name.padEnd(16),
    String(MODIFIED.getTime() / 1000).padEnd(12),
    '0'.padEnd(6),
    '0'.padEnd(6),
    '100644'.padEnd(8),
    String(content.length).padEnd(10),
  ];
  return [Buffer.from(`${fields.join('')}\`\n`), content, Buffer.from(content.length % 2 === 0 ? '' : '\n')];
}
