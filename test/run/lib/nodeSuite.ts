import { join, posix } from 'node:path';
import { build } from 'esbuild';
import { runCommand } from './children';
import { linePrinter, type Job } from './jobs';
import { openProject, withTemporaryFolder } from './project';
import { suiteBuilds, testFiles } from './suiteBuilds.mjs';
import { suiteTally, type Tally } from './tally';
import { filesVariable, grepVariable, resultsVariable } from './testEvent';

/** Which tests to run. */
export interface Selection {
  /** A pattern for the tests' full titles; empty for all. */
  readonly grep: string;
  /** Words of which one must occur in a test file's path; empty for all files. */
  readonly files: readonly string[];
}

export function isFiltered(selection: Selection): boolean {
  return selection.grep !== '' || selection.files.length > 0;
}

/**
 * Bundles a suite into a directory of its own below `dist/test`, so that two runs do not disturb each other.
 * @throws {Error} if the suite has no file, or a file does not compile
 */
export async function bundleSuite(root: string, suite: string, selection: Selection): Promise<string> {
  const outdir = join(root, 'dist', 'test', `${suite}-${process.pid}`);
  for (const options of suiteBuilds(root, suite, outdir, selection.files)) await build(options);
  return outdir;
}

/**
 * The jobs of a suite that runs in plain Node: one for each file, and one for all files of a subdirectory, which share
 * expensive resources.
 */
export function nodeJobs(root: string, suite: string, bundle: string, selection: Selection): Job[] {
  const groups = new Map<string, string[]>();
  for (const file of testFiles(root, suite, selection.files)) {
    const name = groupOf(suite, file);
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return [...groups].map(([name, files]) => ({
    name,
    suite,
    run: () => runFiles(root, { suite, name, files, bundle }, selection),
  }));
}

/** `unit/restore` of `test/unit/restore/steps.test.ts`, `postgres/standby` of `test/postgres/standby.test.ts`. */
function groupOf(suite: string, file: string): string {
  const [first = '', ...rest] = posix.relative(`test/${suite}`, file.replaceAll('\\', '/')).split('/');
  return `${suite}/${rest.length > 0 ? first : posix.basename(first, '.test.ts')}`;
}

interface Group {
  readonly suite: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly bundle: string;
}

async function runFiles(
  root: string,
  { suite, name, files, bundle }: Group,
  selection: Selection,
): Promise<Tally> {
  const started = Date.now();
  return withTemporaryFolder(async (folder) => {
    const results = join(folder, 'results.jsonl');
    const runner = join(root, 'test', 'run', 'lib', 'runSuite.mjs');
    const { reason } = await runCommand(process.execPath, [runner, join(bundle, 'index.js')], {
      cwd: root,
      env: {
        PGBI_CACHE: openProject(root).cache,
        [resultsVariable]: results,
        [filesVariable]: JSON.stringify(files),
        [grepVariable]: selection.grep,
      },
      onOutput: linePrinter(name),
    });
    const seconds = (Date.now() - started) / 1000;
    console.log(`${name}: ended after ${seconds.toFixed(1)} s`);
    return suiteTally({ name: suite, part: name }, results, seconds, reason, isFiltered(selection));
  });
}
