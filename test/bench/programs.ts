import { spawn } from 'node:child_process';
import type { Comparison } from './statistics';
import { compare, median } from './statistics';

/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** Writes the process's peak memory in kB to stderr when it ends; a worker thread stays silent. */
const TELL_MEMORY = `data:text/javascript,
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => process.stderr.write('peak=' + process.resourceUsage().maxRSS));`;

/**
 * Seconds of whole processes, ours and theirs in turn, after a run of each that warms the file cache. Without theirs
 * the comparison has no ratio.
 */
export async function race(ours: Command, theirs: Command | undefined, rounds: number): Promise<Comparison> {
  const pairs: [number, number][] = [];
  for (let round = 0; round <= rounds; round++) {
    const pair: [number, number] = [
      await secondsOf(ours),
      theirs === undefined ? Number.NaN : await secondsOf(theirs),
    ];
    if (round > 0) pairs.push(pair);
  }
  return compare(
    pairs.map(([our]) => our),
    pairs.map(([, their]) => their),
  );
}

/** Bytes of memory that a Node program had at most, the median of some runs. */
export async function peakMemory({ program, args }: Command, runs: number): Promise<number> {
  const peaks: number[] = [];
  for (let i = 0; i < runs; i++) {
    const told = await finish({ program, args: ['--import', encodeURI(TELL_MEMORY), ...args] });
    peaks.push(Number(/peak=(\d+)/.exec(told)?.[1]) * 1024);
  }
  return median(peaks);
}

async function secondsOf(command: Command): Promise<number> {
  const began = performance.now();
  await finish(command);
  return (performance.now() - began) / 1000;
}

/** Runs a command to its end and gives what it wrote to stderr; a number other than 0 means that nothing was measured. */
async function finish({ program, args }: Command): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return said;
  throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${said}`);
}
