import { removeFolder } from './project';
import { checkJobs, runBuild } from './checks';
import { hostJobs } from './hostSuite';
import { runJobs, type Job } from './jobs';
import { bundleSuite, nodeJobs, type Selection } from './nodeSuite';
import { printSummary, stepTally, type Tally } from './tally';

const suites = ['unit', 'postgres', 'host', 'ui'];

interface Request {
  /** Suites to run; `all` adds the type check and the lint. */
  readonly suites: readonly string[];
  readonly all: boolean;
  readonly selection: Selection;
}

/**
 * Runs the tests. Arguments: a suite's name first, or none for everything; then `--grep PATTERN` and words that a test
 * file's path must contain.
 */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const request = parseRequest(args);
  if (request === undefined) {
    console.error(`Usage: node test/run/test.mjs [${suites.join('|')}] [--grep PATTERN] [FILE…]`);
    return 2;
  }
  const started = Date.now();
  const tallies: Tally[] = [await runBuild(root)];
  const jobs: Job[] = request.all ? checkJobs(root) : [];
  const bundles: string[] = [];
  try {
    for (const suite of request.suites) {
      try {
        const bundle = await bundleSuite(root, suite, request.selection);
        bundles.push(bundle);
        jobs.push(...jobsOf(root, suite, bundle, request.selection));
      } catch (error) {
        tallies.push(stepTally(suite, 0, error instanceof Error ? error.message : String(error)));
      }
    }
    tallies.push(...(await runJobs(jobs)));
  } finally {
    for (const bundle of bundles) await removeFolder(bundle);
  }
  return printSummary(tallies, (Date.now() - started) / 1000);
}

function jobsOf(root: string, suite: string, bundle: string, selection: Selection): Job[] {
  return suite === 'host' ? hostJobs(root, bundle, selection) : nodeJobs(root, suite, bundle, selection);
}

function parseRequest(args: readonly string[]): Request | undefined {
  const rest = [...args];
  const first = rest[0] ?? '';
  const named = suites.includes(first);
  if (named) rest.shift();
  let grep = '';
  const files: string[] = [];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--grep' || argument === '-g') grep = rest.shift() ?? '';
    else if (argument.startsWith('--grep=')) grep = argument.slice('--grep='.length);
    else if (argument.startsWith('-')) return undefined;
    else files.push(argument);
  }
  return { suites: named ? [first] : suites, all: !named, selection: { grep, files } };
}
