// The npm package of the command line alone, for `npx pg-backup-inspector`.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagedText } from '../packagedText.mjs';

/**
 * Writes the package into a directory, and returns its file name.
 * @param {string} root the project's directory, with the bundled command line in `dist`
 * @param {string} outdir
 * @returns {string}
 */
export function writeNpmPackage(root, outdir) {
  const { name, version, description, license, engines } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'pgbi-npm-'));
  try {
    const manifest = {
      name,
      version,
      description,
      license,
      bin: { [name]: 'cli.js' },
      files: ['cli.js'],
      engines: { node: engines.node },
    };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    copyFileSync(join(root, 'dist', 'cli.js'), join(folder, 'cli.js'));
    chmodSync(join(folder, 'cli.js'), 0o755);
    copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
    const guide = readFileSync(join(root, 'docs', 'command-line.md'), 'utf8');
    writeFileSync(
      join(folder, 'README.md'),
      packagedText('docs/command-line.md', guide, () => false),
    );
    const { status, stderr } = spawnSync('npm', ['pack', '--silent', '--pack-destination', outdir], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
    return `${name}-${version}.tgz`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
