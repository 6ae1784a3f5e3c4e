// The part of the launchers that needs nothing installed: plain Node, no package.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isInstalled } from './installed.mjs';
import { withLock } from './lock.mjs';

export const projectRoot = join(import.meta.dirname, '..', '..', '..');

/** Runs `npm ci` when node_modules is absent or differs from the lock file. */
async function ensureInstalled() {
  if (isInstalled(projectRoot)) return;
  await withLock(join(projectRoot, '.cache', 'npm-ci.lock'), () => {
    if (!isInstalled(projectRoot)) npmCi();
    return Promise.resolve();
  });
}

function npmCi() {
  console.log('Installing packages (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed; see above.');
}

/**
 * Installs missing packages, then runs `main(root, arguments)` of a launcher written in TypeScript. Its result is the
 * exit code.
 * @param {string} source path of the launcher relative to the project's directory
 */
export async function launch(source) {
  requireNode();
  await ensureInstalled();
  const { build } = await import('esbuild');
  const file = join(projectRoot, 'dist', 'run', `${String(process.pid)}.mjs`);
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    outfile: file,
  });
  mkdirSync(join(projectRoot, 'dist', 'run'), { recursive: true });
  writeFileSync(file, outputFiles[0]?.contents ?? '');
  process.setSourceMapsEnabled(true);
  const launcher = /** @type {{ main: (root: string, args: string[]) => Promise<number> }} */ (
    await import(pathToFileURL(file).href).finally(() => {
      rmSync(file, { force: true });
    })
  );
  process.exit(await launcher.main(projectRoot, process.argv.slice(2)));
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node ${process.versions.node} is too old; 20.19 or later is needed.`);
  process.exit(1);
}
