import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './children';
import { stepTally } from './tally';
import type { Tally } from './tally';

const limitMilliseconds = 5 * 60_000;

interface Check {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** Type check, lint and format check; each runs to its end, so one run shows everything that is wrong. */
export async function runChecks(root: string): Promise<Tally[]> {
  const bin = (path: string): string => join(root, 'node_modules', path);
  const typescript = bin('typescript/bin/tsc');
  const checks: Check[] = [
    { name: 'type check of core', script: typescript, args: ['-p', 'src/core'] },
    { name: 'type check', script: typescript, args: ['-p', '.'] },
    { name: 'lint', script: bin('eslint/bin/eslint.js'), args: ['.', '--max-warnings', '0'] },
    { name: 'format', script: bin('prettier/bin/prettier.cjs'), args: ['--check', '.'] },
  ];
  if (existsSync(join(root, 'webview', 'tsconfig.json'))) {
    checks.push({ name: 'type check of webview', script: typescript, args: ['-p', 'webview'] });
  }
  checks.push({ name: 'type check of tests in a browser', script: typescript, args: ['-p', 'test/ui'] });
  // Two at a time: the small machines that run this have two cores.
  const tallies: Tally[] = [];
  const queue = [...checks];
  const worker = async (): Promise<void> => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      tallies.push(await runCheck(root, check));
    }
  };
  await Promise.all([worker(), worker()]);
  return tallies;
}

/** The bundles that the extension and the command line run from. */
export async function runBuild(root: string): Promise<Tally> {
  return runCheck(root, { name: 'build', script: join(root, 'esbuild.mjs'), args: [] });
}

async function runCheck(root: string, { name, script, args }: Check): Promise<Tally> {
  const started = Date.now();
  const { ok, output, reason } = await runCommand(process.execPath, [script, ...args], {
    cwd: root,
    timeoutMilliseconds: limitMilliseconds,
  });
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) console.log(output);
  return stepTally(name, (Date.now() - started) / 1000, ok ? '' : `${reason}\n${output}`);
}
