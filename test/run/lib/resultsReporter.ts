import { appendFileSync } from 'node:fs';
import { inspect } from 'node:util';
import Mocha from 'mocha';
import { resultsVariable } from './testEvent';
import type { TestEvent } from './testEvent';

/** Prints a line for each test and, if `PGBI_RESULTS` names a file, writes it there for the launcher to read. */
export class ResultsReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Mocha.Runner.constants;
    runner.on(EVENT_TEST_PASS, (test) => {
      const milliseconds = test.duration ?? 0;
      console.log(`  ok    ${test.fullTitle()} (${String(milliseconds)} ms)`);
      record({ type: 'pass', title: test.fullTitle(), milliseconds });
    });
    runner.on(EVENT_TEST_FAIL, (test, error: unknown) => {
      const message = describeError(error);
      console.log(`  FAIL  ${test.fullTitle()}\n${indent(message)}`);
      record({ type: 'fail', title: test.fullTitle(), message });
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      console.log(`  skip  ${test.fullTitle()}`);
      record({ type: 'skip', title: test.fullTitle() });
    });
    runner.on(EVENT_RUN_END, () => {
      record({ type: 'end' });
    });
  }
}

function record(event: TestEvent): void {
  const file = process.env[resultsVariable];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify(event)}\n`);
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const stack = error.stack ?? '';
  const text = stack.includes(error.message) ? stack : `${error.message}\n${stack}`;
  // A failed comparison contains both values; Node's own message shortens them.
  return 'expected' in error && 'actual' in error && !text.includes('\n+ ')
    ? `${text}\nactual: ${inspect(error.actual, { depth: 6 })}\nexpected: ${inspect(error.expected, { depth: 6 })}`
    : text;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '        ');
}
