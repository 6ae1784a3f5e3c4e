// Builds every bundle of the extension: `node esbuild.mjs [--debug | --watch] [--outdir DIR]`.
// `--debug` and `--watch` do not minify, and write source maps.
// esbuild does not check types; `npm run typecheck` does.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, context } from 'esbuild';
import { programBuilds } from './build/bundles.mjs';

const { values } = parseArgs({
  options: {
    debug: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    outdir: { type: 'string' },
  },
});
const root = import.meta.dirname;
const outdir = resolve(values.outdir ?? join(root, 'dist'));

/**
 * Builds once, and writes to `meta.json` which files each bundle contains. A window or a test may be loading the
 * bundles meanwhile, so each is replaced in one step, and an unchanged one is not touched.
 */
async function buildOnce() {
  const builds = programBuilds(root, outdir, !values.debug);
  const results = await Promise.all(builds.map((options) => build({ ...options, write: false })));
  const files = results.flatMap((result) => result.outputFiles);
  for (const { path, contents } of files) await replaceFile(path, contents);
  // A bundle that is no longer built must not get into the package.
  const built = new Set(files.map(({ path }) => path));
  for (const name of await readdir(outdir)) {
    if (/\.js(\.map)?$/.test(name) && !built.has(join(outdir, name)))
      await rm(join(outdir, name), { force: true });
  }
  const outputs = Object.fromEntries(
    results.flatMap((result) => Object.entries(result.metafile?.outputs ?? {})),
  );
  await replaceFile(join(outdir, 'meta.json'), Buffer.from(JSON.stringify({ outputs }, null, 1)));
  for (const [name, output] of Object.entries(outputs)) console.log(`${name}  ${String(output.bytes)} bytes`);
}

/**
 * @param {string} path
 * @param {Uint8Array} contents
 */
async function replaceFile(path, contents) {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents) === true) return;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${String(process.pid)}`;
  // The command line is a program.
  await writeFile(temporary, contents, { mode: path.endsWith('cli.js') ? 0o755 : 0o644 });
  await rename(temporary, path);
}

async function watch() {
  for (const options of programBuilds(root, outdir, false)) {
    const watched = await context({ ...options, logLevel: 'info' });
    await watched.watch();
  }
}

if (values.watch) await watch();
else await buildOnce();
