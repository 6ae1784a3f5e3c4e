import { removeFolder } from './project';
import { runBuild, runChecks } from './checks';
import { runHostSuites } from './hostSuite';
import { bundleSuite, runNodeSuite } from './nodeSuite';
import type { Selection } from './nodeSuite';
import { printSummary, stepTally } from './tally';
import type { Tally } from './tally';

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
  const tallies: Tally[] = [];
  if (request.all) tallies.push(...(await runChecks(root)));
  tallies.push(await runBuild(root));
  for (const suite of request.suites) tallies.push(...(await runSuite(root, suite, request.selection)));
  return printSummary(tallies);
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

async function runSuite(root: string, suite: string, selection: Selection): Promise<Tally[]> {
  console.log(`\n${suite} tests`);
  let bundle: string | undefined;
  try {
    bundle = await bundleSuite(root, suite, selection);
    if (suite === 'host') return await runHostSuites(root, bundle, selection);
    return [await runNodeSuite(root, suite, bundle, selection)];
  } catch (error) {
    return [stepTally(suite, 0, error instanceof Error ? error.message : String(error))];
  } finally {
    if (bundle !== undefined) await removeFolder(bundle);
  }
}
