import { readFile } from 'node:fs/promises';
import type { TestEvent } from './testEvent';

export interface Failure {
  readonly title: string;
  readonly message: string;
}

/** The results of one suite or step. */
export interface Tally {
  readonly name: string;
  readonly passed: number;
  readonly skipped: readonly string[];
  readonly failures: readonly Failure[];
  /** Total time of its jobs; some of them ran in parallel. */
  readonly seconds: number;
}

/** A step without tests of its own, such as the type check: only its failure is counted. */
export function stepTally(name: string, seconds: number, failure: string): Tally {
  return {
    name,
    passed: 0,
    skipped: [],
    seconds,
    failures: failure === '' ? [] : [{ title: name, message: failure }],
  };
}

/** Where a results file comes from. */
export interface Origin {
  /** The suite. */
  readonly name: string;
  /** The job, for messages. */
  readonly part: string;
}

/**
 * Reads the results of a job's process. A job that did not finish, or had nothing to run, is itself a failure. Tests
 * whose title did not match `--grep` are not counted.
 * @param broken why the process failed; empty if it ended well
 * @param mayBeEmpty a filter was given, so a job without a matching test is not a failure
 */
export async function suiteTally(
  { name, part }: Origin,
  resultsFile: string,
  seconds: number,
  broken: string,
  mayBeEmpty: boolean,
): Promise<Tally> {
  const text = await readFile(resultsFile, 'utf8').catch(() => '');
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TestEvent);
  const failures: Failure[] = events.filter((event) => event.type === 'fail');
  const skipped = events.filter((event) => event.type === 'skip').map((event) => event.title);
  const passed = events.filter((event) => event.type === 'pass').length;
  const ended = events.some((event) => event.type === 'end');
  if (!ended) failures.push({ title: `${part}: did not reach its end`, message: broken });
  else if (broken !== '' && failures.length === 0) failures.push({ title: part, message: broken });
  else if (passed + failures.length + skipped.length === 0 && !mayBeEmpty) {
    failures.push({ title: `${part}: no test was found`, message: 'A suite without tests proves nothing.' });
  }
  return { name, passed, skipped, failures, seconds };
}

/** One tally per name, in the order in which the names first occur. */
export function addUp(tallies: readonly Tally[]): Tally[] {
  const sums = new Map<string, Tally>();
  for (const tally of tallies) {
    const sum = sums.get(tally.name);
    sums.set(tally.name, sum === undefined ? tally : bothOf(sum, tally));
  }
  return [...sums.values()];
}

function bothOf(a: Tally, b: Tally): Tally {
  return {
    name: a.name,
    passed: a.passed + b.passed,
    skipped: [...a.skipped, ...b.skipped],
    failures: [...a.failures, ...b.failures],
    seconds: a.seconds + b.seconds,
  };
}

/**
 * Prints every failure and skip again and, as the last line, the total.
 * @param elapsed seconds of the whole run
 * @returns the exit code
 */
export function printSummary(all: readonly Tally[], elapsed: number): number {
  const tallies = addUp(all);
  console.log('');
  for (const { name, passed, failures, skipped, seconds } of tallies) {
    const counts = `${passed} passed, ${failures.length} failed, ${skipped.length} skipped`;
    console.log(`${name.padEnd(20)} ${counts} (${seconds.toFixed(0)} s)`);
  }
  for (const { name, skipped } of tallies)
    for (const title of skipped) console.log(`\nSKIPPED ${name}: ${title}`);
  for (const { name, failures } of tallies) {
    for (const { title, message } of failures) console.log(`\nFAILED ${name}: ${title}\n${message}`);
  }
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failures.length, 0);
  const skipped = tallies.reduce((sum, tally) => sum + tally.skipped.length, 0);
  const nothing = passed + failed + skipped === 0;
  if (nothing) console.log('\nNo test ran.');
  console.log(`\nThe run took ${elapsed.toFixed(0)} s; jobs ran side by side.`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 || nothing ? 1 : 0;
}
