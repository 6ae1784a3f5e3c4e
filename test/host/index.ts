// The entry that VS Code calls to run the tests inside its extension host.
import { run as runSuite } from '../run/lib/mochaSuite';

/** @throws {Error} when a test failed */
export async function run(): Promise<void> {
  await runSuite();
}
