// The command line and Node in one file: Node's single executable application.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'postject';
import { nodeProgram, thisPlatform } from './nodePrograms.mjs';

/** @typedef {import('./nodePrograms.mjs').Platform} Platform */

/** The text by which Node knows whether it carries an application (the manual, “Single executable applications”). */
export const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * Writes the single executable for a platform.
 * @param {Platform} platform
 * @param {Buffer} application see `applicationOf`
 * @param {string} target the file to write
 * @param {string} cache directory for downloads
 */
export async function writeSingleExecutable(platform, application, target, cache) {
  const { file } = await nodeProgram(platform, cache);
  copyFileSync(file, target);
  chmodSync(target, 0o755);
  await inject(target, 'NODE_SEA_BLOB', application, {
    sentinelFuse: FUSE,
    ...(platform.startsWith('darwin') ? { machoSegmentName: 'NODE_SEA' } : {}),
  });
}

/**
 * What Node carries. Without a snapshot and without compiled code it is the same for all platforms, so the Node of this
 * one can make it. The program is in it twice: threads are started from the copy, since they cannot load the executable.
 * @param {string} program the bundled command line
 * @param {string} cache directory for downloads
 */
export async function applicationOf(program, cache) {
  const { file: node } = await nodeProgram(thisPlatform(), cache);
  const folder = mkdtempSync(join(tmpdir(), 'pgbi-sea-'));
  try {
    const main = join(folder, 'cli.js');
    // Without its first line, which names an interpreter.
    writeFileSync(main, readFileSync(program, 'utf8').replace(/^#!.*\n/, ''));
    const output = join(folder, 'application');
    const config = join(folder, 'config.json');
    writeFileSync(
      config,
      JSON.stringify({
        main,
        output,
        disableExperimentalSEAWarning: true,
        useSnapshot: false,
        useCodeCache: false,
        assets: { 'cli.js': main },
      }),
    );
    const { status, stderr } = spawnSync(node, ['--experimental-sea-config', config], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Node could not make the application: ${stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
