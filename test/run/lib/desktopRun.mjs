// Runs tests in desktop VS Code: `node desktopRun.mjs JSON`. A separate process, so that a time limit can end it.
import { runTests } from '@vscode/test-electron';

/** @type {import('@vscode/test-electron/out/runTest').TestOptions} */
const options = JSON.parse(process.argv[2] ?? '{}');
process.exitCode = await runTests(options).catch((/** @type {unknown} */ error) => {
  console.error(error);
  return 1;
});
