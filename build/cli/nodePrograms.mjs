// Node's own programs for each platform, as npm packages carry them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar';

/** The last release of Node 22 that npm has for all platforms below. */
export const NODE_VERSION = '22.23.3';

/**
 * npm has no Node of this line for macOS on ARM: there the program for x64 runs, by Rosetta.
 * @typedef {'linux-x64' | 'linux-arm64' | 'darwin-x64' | 'win-x64'} Platform
 */

/** @type {readonly Platform[]} */
export const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'win-x64'];

/**
 * The platform of this machine.
 * @returns {Platform}
 * @throws {Error} if there is no program for it
 */
export function thisPlatform() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  // On ARM, macOS and Windows run programs for x64.
  const arch = system === 'linux' ? process.arch : 'x64';
  const found = PLATFORMS.find((name) => name === `${system}-${arch}`);
  if (found === undefined) throw new Error(`No single executable is made for ${system} on ${process.arch}.`);
  return found;
}

/**
 * @typedef {object} NodeProgram
 * @property {string} file
 * @property {string} license
 */

/**
 * Node for a platform, from npm if it is not in the cache.
 * @param {Platform} platform
 * @param {string} cache directory for downloads
 * @returns {Promise<NodeProgram>}
 */
export async function nodeProgram(platform, cache) {
  const folder = join(cache, 'node', `${NODE_VERSION}-${platform}`);
  if (!existsSync(folder)) await download(platform, folder);
  const program = platform === 'win-x64' ? 'node.exe' : 'node';
  return { file: join(folder, 'package', 'bin', program), license: join(folder, 'package', 'LICENSE') };
}

/**
 * Extracts beside the place and renames: an interrupted download leaves nothing that looks whole.
 * @param {Platform} platform
 * @param {string} folder
 */
async function download(platform, folder) {
  mkdirSync(join(folder, '..'), { recursive: true });
  const temporary = mkdtempSync(`${folder}-`);
  try {
    const spec = `node-${platform}@${NODE_VERSION}`;
    const { status, stderr } = spawnSync('npm', ['pack', spec, '--silent', '--pack-destination', temporary], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`npm pack ${spec} failed: ${stderr}`);
    const [archive = ''] = readdirSync(temporary);
    const wanted = /^package\/(?:LICENSE|bin\/node(?:\.exe)?)$/;
    await extract({ file: join(temporary, archive), cwd: temporary, filter: (path) => wanted.test(path) });
    rmSync(join(temporary, archive));
    // Another build may have been faster.
    if (!existsSync(folder)) renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
