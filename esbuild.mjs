// Builds every bundle of the extension: `node esbuild.mjs [--debug | --watch] [--outdir DIR]`.
// `--debug` and `--watch` do not minify, and write source maps.
// esbuild does not check types; `npm run typecheck` does.
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
const outdir = values.outdir ?? join(root, 'dist');

/** Builds once, and writes to `meta.json` which files each bundle contains. */
async function buildOnce() {
  const builds = programBuilds(root, outdir, !values.debug);
  // A bundle that is no longer built must not get into the package.
  for (const name of await readdir(outdir).catch(() => []))
    if (name.endsWith('.js')) await rm(join(outdir, name), { force: true });
  const results = await Promise.all(builds.map((options) => build(options)));
  const outputs = Object.fromEntries(
    results.flatMap((result) => Object.entries(result.metafile?.outputs ?? {})),
  );
  await mkdir(outdir, { recursive: true });
  await writeFile(join(outdir, 'meta.json'), JSON.stringify({ outputs }, null, 1));
  if (Object.keys(outputs).some((name) => name.endsWith('cli.js')))
    await chmod(join(outdir, 'cli.js'), 0o755);
  for (const [name, output] of Object.entries(outputs)) console.log(`${name}  ${String(output.bytes)} bytes`);
}

async function watch() {
  for (const options of programBuilds(root, outdir, false)) {
    const watched = await context({ ...options, logLevel: 'info' });
    await watched.watch();
  }
}

if (values.watch) await watch();
else await buildOnce();
