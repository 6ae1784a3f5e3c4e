import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';

/**
 * The test files of a suite, sorted. `only` keeps those whose path contains one of its words.
 * @param {string} root
 * @param {string} suite
 * @param {readonly string[]} only
 * @returns {string[]} paths relative to the project's directory
 */
export function testFiles(root, suite, only = []) {
  const files = globSync(`test/${suite}/**/*.test.ts`, { cwd: root }).sort();
  return only.length === 0 ? files : files.filter((file) => only.some((word) => file.includes(word)));
}

/**
 * The two bundles of a suite: `tests.js` contains every test file that a glob finds (so none can be forgotten) and runs
 * those in `PGBI_FILES`, or all; `index.js` exports `run()`, which runs them with Mocha.
 * @param {string} root
 * @param {string} suite
 * @param {string} outdir
 * @param {readonly string[]} only
 * @returns {import('esbuild').BuildOptions[]}
 * @throws {Error} if no test file is found
 */
export function suiteBuilds(root, suite, outdir, only = []) {
  const files = testFiles(root, suite, only);
  if (files.length === 0) throw new Error(`No test file in test/${suite}`);
  const ownIndex = `test/${suite}/index.ts`;
  const index = existsSync(join(root, ownIndex)) ? ownIndex : 'test/run/lib/mochaSuite.ts';
  const entries = files.map(
    (file) => `  [${JSON.stringify(file)}, () => require(${JSON.stringify(`./${file}`)})],`,
  );
  const contents = [
    'const files = new Map([',
    ...entries,
    ']);',
    "const wanted = process.env['PGBI_FILES'] ?? '';",
    "const names = wanted === '' ? [...files.keys()] : JSON.parse(wanted);",
    'for (const name of names) files.get(name)();',
  ].join('\n');
  return [
    { ...options(root, suite), entryPoints: { index }, outdir },
    {
      ...options(root, suite),
      stdin: { contents, resolveDir: root, sourcefile: `all-${suite}-tests.js`, loader: 'js' },
      outfile: join(outdir, 'tests.js'),
    },
  ];
}

/**
 * Packages are not bundled: tests run inside the project, and some packages (esbuild, TypeScript) cannot be bundled.
 * @param {string} root
 * @param {string} suite
 * @returns {import('esbuild').BuildOptions}
 */
function options(root, suite) {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    loader: { '.md': 'text' },
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    define: { 'process.env.PGBI_SUITE': JSON.stringify(suite) },
  };
}
