import { join } from 'node:path';
import Mocha from 'mocha';
import { TEST_LIMIT_MS } from './limits';
import { ResultsReporter } from './resultsReporter';
import { grepVariable } from './testEvent';

/**
 * Runs the suite's tests, which are in `tests.js` beside this bundle. The contract of `@vscode/test-electron` and of
 * the VS Code server for a tests module; plain Node suites use it too.
 * @throws {Error} if a test failed, or if there was none to run
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: ResultsReporter,
    color: false,
    // Only a hang reaches it; a slow machine does not.
    timeout: TEST_LIMIT_MS,
  });
  const grep = process.env[grepVariable];
  if (grep !== undefined && grep !== '') mocha.grep(new RegExp(grep));
  else mocha.forbidOnly();
  mocha.addFile(join(__dirname, 'tests.js'));
  const [failures, ran] = await new Promise<[number, number]>((resolve) => {
    const runner = mocha.run((failed) => {
      resolve([failed, runner.stats?.tests ?? 0]);
    });
  });
  if (failures > 0) throw new Error(`${String(failures)} failed`);
  if (ran === 0 && (grep === undefined || grep === '')) throw new Error('The suite has no test');
}
