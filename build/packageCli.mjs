// `npm run package:cli`: writes the command line as an npm package, as a single executable for this machine and, on Linux,
// as a Debian package, into dist/packages. With `-- --all` it makes the executables for every platform.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { debianPackage } from './cli/debianPackage.mjs';
import { NODE_VERSION, nodeProgram, PLATFORMS, thisPlatform } from './cli/nodePrograms.mjs';
import { writeNpmPackage } from './cli/npmPackage.mjs';
import { applicationOf, writeSingleExecutable } from './cli/singleExecutable.mjs';

/** @typedef {import('./cli/nodePrograms.mjs').Platform} Platform */

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    outdir: { type: 'string' },
  },
});
const outdir = resolve(values.outdir ?? join(root, 'dist', 'packages'));
const cache = resolve(process.env['PGBI_CACHE'] ?? join(root, '.cache'));
const program = join(root, 'dist', 'cli.js');
const { name, version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @type {Partial<Record<Platform, 'amd64' | 'arm64'>>} */
const debianNames = { 'linux-x64': 'amd64', 'linux-arm64': 'arm64' };

/**
 * @param {Platform} platform
 * @param {Buffer} application
 */
async function writePlatform(platform, application) {
  const executable = join(outdir, `${name}-${platform}${platform === 'win-x64' ? '.exe' : ''}`);
  await writeSingleExecutable(platform, application, executable, cache);
  report(executable);
  const architecture = debianNames[platform];
  if (architecture === undefined) return;
  const { license } = await nodeProgram(platform, cache);
  const bytes = await debianPackage(
    {
      name,
      version,
      architecture,
      maintainer: 'PostgreSQL Backup Inspector <pg-backup-inspector@localhost>',
      depends: 'libc6 (>= 2.28), libstdc++6, libgcc-s1 | libgcc1',
      summary: 'judges physical backups of PostgreSQL and the WAL that they need',
      description: [description, `It contains Node ${NODE_VERSION} and needs no other one.`],
    },
    [
      { path: `/usr/bin/${name}`, content: readFileSync(executable), executable: true },
      {
        path: `/usr/share/bash-completion/completions/${name}`,
        content: Buffer.from(completionFor('bash')),
      },
      { path: `/usr/share/zsh/vendor-completions/_${name}`, content: Buffer.from(completionFor('zsh')) },
      {
        path: `/usr/share/fish/vendor_completions.d/${name}.fish`,
        content: Buffer.from(completionFor('fish')),
      },
      { path: `/usr/share/doc/${name}/copyright`, content: readFileSync(join(root, 'LICENSE')) },
      { path: `/usr/share/doc/${name}/copyright.nodejs`, content: readFileSync(license) },
    ],
  );
  const file = join(outdir, `${name}_${version}_${architecture}.deb`);
  writeFileSync(file, bytes);
  report(file);
}

/** @param {string} shell */
function completionFor(shell) {
  const { status, stdout } = spawnSync(process.execPath, [program, 'completion', shell], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The command line did not print the completion for ${shell}.`);
  return stdout;
}

/** @param {string} file */
function report(file) {
  console.log(`${file}  ${String(statSync(file).size)} bytes`);
}

const { status } = spawnSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
mkdirSync(outdir, { recursive: true });
report(join(outdir, writeNpmPackage(root, outdir)));
const application = await applicationOf(program, cache);
for (const platform of values.all ? PLATFORMS : [thisPlatform()]) await writePlatform(platform, application);
