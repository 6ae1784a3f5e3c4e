import { join } from 'node:path';
import { build } from 'esbuild';
import { runCommand } from './children';
import { openProject, withTemporaryFolder } from './project';
import { suiteBuilds } from './suiteBuilds.mjs';
import { suiteTally } from './tally';
import type { Tally } from './tally';
import { grepVariable, resultsVariable } from './testEvent';

/** Which tests to run. */
export interface Selection {
  /** A pattern for the tests' full titles; empty for all. */
  readonly grep: string;
  /** Words of which one must occur in a test file's path; empty for all files. */
  readonly files: readonly string[];
}

/** Minutes that a whole suite may take. */
const limits: Readonly<Record<string, number>> = { unit: 10, postgres: 20, ui: 8, host: 6 };

export function suiteLimitMilliseconds(suite: string): number {
  return (limits[suite] ?? 5) * 60_000;
}

export function isFiltered(selection: Selection): boolean {
  return selection.grep !== '' || selection.files.length > 0;
}

/**
 * Bundles a suite into a folder of its own below `dist/test`, so that two runs do not disturb each other.
 * @throws {Error} when the suite has no file, or a file does not compile
 */
export async function bundleSuite(root: string, suite: string, selection: Selection): Promise<string> {
  const outdir = join(root, 'dist', 'test', `${suite}-${process.pid}`);
  for (const options of suiteBuilds(root, suite, outdir, selection.files)) await build(options);
  return outdir;
}

/** Runs a bundled suite in a plain Node process. */
export async function runNodeSuite(
  root: string,
  suite: string,
  bundle: string,
  selection: Selection,
  env: Readonly<Record<string, string>> = {},
): Promise<Tally> {
  const started = Date.now();
  return withTemporaryFolder(async (folder) => {
    const results = join(folder, 'results.jsonl');
    const runner = join(root, 'test', 'run', 'lib', 'runSuite.mjs');
    const { reason } = await runCommand(process.execPath, [runner, join(bundle, 'index.js')], {
      cwd: root,
      env: {
        PGBI_CACHE: openProject(root).cache,
        ...env,
        [resultsVariable]: results,
        [grepVariable]: selection.grep,
      },
      timeoutMilliseconds: suiteLimitMilliseconds(suite),
      onOutput: (text) => process.stdout.write(text),
    });
    return suiteTally(suite, results, (Date.now() - started) / 1000, reason, isFiltered(selection));
  });
}
