import { join } from 'node:path';
import { runCommand } from './children';
import { type Job } from './jobs';
import { stepTally, type Tally } from './tally';

interface Check {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** Type check, lint and format check; each runs to its end, so that one run shows all faults. */
export function checkJobs(root: string): Job[] {
  const bin = (path: string): string => join(root, 'node_modules', path);
  const typescript = bin('typescript/bin/tsc');
  const checks: Check[] = [
    { name: 'lint', script: bin('eslint/bin/eslint.js'), args: ['.', '--max-warnings', '0'] },
    { name: 'type check of core', script: typescript, args: ['-p', 'src/core'] },
    { name: 'type check', script: typescript, args: ['-p', '.'] },
    { name: 'type check of webview', script: typescript, args: ['-p', 'webview'] },
    { name: 'type check of tests in a browser', script: typescript, args: ['-p', 'test/ui'] },
    { name: 'format', script: bin('prettier/bin/prettier.cjs'), args: ['--check', '.'] },
  ];
  return checks.map((check) => ({ name: check.name, suite: check.name, run: () => runCheck(root, check) }));
}

/** The bundles that the extension and the command line run from. */
export async function runBuild(root: string): Promise<Tally> {
  return runCheck(root, { name: 'build', script: join(root, 'esbuild.mjs'), args: [] });
}

async function runCheck(root: string, { name, script, args }: Check): Promise<Tally> {
  const started = Date.now();
  const { ok, output, reason } = await runCommand(process.execPath, [script, ...args], {
    cwd: root,
  });
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) console.log(output);
  return stepTally(name, (Date.now() - started) / 1000, ok ? '' : `${reason}\n${output}`);
}
