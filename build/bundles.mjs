// The bundles of the product: the file of src or webview that each begins with, and how it is built.
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { globSync } from 'tinyglobby';

/**
 * Modules of the host that are loaded only when needed. Each becomes a bundle of its own, and `import()` of it becomes
 * a `require` of that bundle, so that activation does not pay for it.
 * @type {Readonly<Record<string, string>>}
 */
const lazyModules = {
  'src/vscode/features.ts': 'features',
  'src/vscode/editor/model/segmentText.ts': 'segmentText',
  'src/vscode/editor/model/segmentListText.ts': 'segmentListText',
  'src/vscode/timeline/timelinePanels.ts': 'timeline',
  'src/vscode/services/verifying.ts': 'verifying',
  'src/vscode/recover/answers.ts': 'answers',
  'src/vscode/complete/completeDialog.ts': 'completing',
  'src/vscode/servers/serverController.ts': 'servers',
  'src/postgres/entry.ts': 'postgres',
  'src/io/compression/entry.ts': 'decoders',
};

/** The command line is one file. These modules are part of it, but are evaluated only when they are needed. */
const insideCommandLine = ['src/io/compression/entry.ts', 'src/postgres/entry.ts'];

/**
 * Turns `import('…/postgres/entry')` into a load of `./postgres.js`.
 * @param {string} root
 * @param {readonly string[]} [inside] modules that stay inside the bundle
 * @returns {import('esbuild').Plugin}
 */
function lazyModulesPlugin(root, inside = []) {
  return {
    name: 'lazy-modules',
    setup(build) {
      build.onResolve({ filter: /^\./ }, (args) => {
        if (args.kind !== 'dynamic-import') return undefined;
        const path = relative(root, resolve(args.resolveDir, args.path)).replaceAll('\\', '/');
        const source = [path, `${path}.ts`].find((candidate) => candidate in lazyModules);
        const name = source === undefined || inside.includes(source) ? undefined : lazyModules[source];
        return name === undefined ? undefined : { path: `./${name}.js`, external: true };
      });
    },
  };
}

/**
 * The options of every bundle that runs in Node. The target is the Node of the oldest supported VS Code.
 * @param {string} root
 * @param {boolean} minify
 * @returns {import('esbuild').BuildOptions}
 */
function nodeOptions(root, minify) {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    loader: { '.md': 'text' },
    // `import()` stays a `require` inside CommonJS: the extension host then needs no ES module loader.
    supported: { 'dynamic-import': false },
    external: ['vscode', 'pg-native'],
    minify,
    legalComments: 'none',
    sourcemap: minify ? false : 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [lazyModulesPlugin(root)],
  };
}

/**
 * The options of every bundle whose source exists.
 * @param {string} root the project's directory
 * @param {string} outdir directory of the bundles
 * @param {boolean} minify
 * @returns {import('esbuild').BuildOptions[]}
 */
export function programBuilds(root, outdir, minify) {
  /** @type {Record<string, string>} */
  const nodeEntries = {
    extension: 'src/vscode/extension.ts',
    worker: 'src/worker/main.ts',
    ...Object.fromEntries(Object.entries(lazyModules).map(([source, name]) => [name, source])),
  };
  const builds = Object.entries(nodeEntries).map(([name, source]) => ({
    ...nodeOptions(root, minify),
    entryPoints: { [name]: source },
    outdir,
  }));
  builds.push({
    ...nodeOptions(root, minify),
    plugins: [lazyModulesPlugin(root, insideCommandLine)],
    entryPoints: { cli: 'src/cli/main.ts' },
    banner: { js: '#!/usr/bin/env node' },
    outdir,
  });
  for (const source of globSync('webview/**/main.ts', { cwd: root })) builds.push(webviewBuild(source));
  for (const path of builds.flatMap(({ entryPoints }) => Object.values(entryPoints)))
    if (!existsSync(join(root, path))) throw new Error(`The source of a bundle does not exist: ${path}`);
  return builds;

  /** @param {string} source */
  function webviewBuild(source) {
    return {
      ...nodeOptions(root, minify),
      platform: /** @type {const} */ ('browser'),
      format: /** @type {const} */ ('iife'),
      target: 'chrome130',
      supported: {},
      external: [],
      plugins: [],
      entryPoints: { [relative('webview', dirname(source))]: source },
      outdir: join(outdir, 'webview'),
    };
  }
}
