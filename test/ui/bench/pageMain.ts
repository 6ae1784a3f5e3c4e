import { join } from 'node:path';
import { runCommand } from '../../run/lib/children';
import { withTemporaryFolder } from '../../run/lib/project';
import { frameCosts } from './frames';

/** Measures and prints; asserts nothing. */
export async function main(root: string): Promise<number> {
  return withTemporaryFolder(async (programs) => {
    const build = [join(root, 'esbuild.mjs'), '--outdir', programs];
    const { ok, output } = await runCommand(process.execPath, build, {
      cwd: root,
    });
    if (!ok) {
      console.error(output);
      return 1;
    }
    const costs = await frameCosts(join(programs, 'webview'));
    console.log('Tasks of the main thread, in milliseconds of a processor (the last column by the clock):');
    for (const { phase, tasks, median, longest, longestElapsed } of costs)
      console.log(
        [
          phase.padEnd(20),
          `${String(tasks)} tasks`.padStart(10),
          ...[median, longest, longestElapsed].map(shown),
        ].join('  '),
      );
    return 0;
  });
}

function shown(milliseconds: number): string {
  return milliseconds.toFixed(1).padStart(6);
}
