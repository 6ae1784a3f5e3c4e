import { spawn } from 'node:child_process';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
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

export interface Race {
  readonly ours: Command;
  /** Without it the comparison has no ratio. */
  readonly theirs: Command | undefined;
  /**
   * What both read. It is read before each run, too: some machines drop the file cache within seconds. Without it both
   * run once before they are measured.
   */
  readonly folder?: string;
}

/** Seconds of whole processes, ours and theirs in turn. */
export async function race({ ours, theirs, folder }: Race, rounds: number): Promise<Comparison> {
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  if (folder === undefined)
    for (const command of [ours, theirs]) if (command !== undefined) await finish(command);
  for (let round = 0; round < rounds; round++) {
    await warm(folder);
    times.ours.push(await secondsOf(ours));
    if (theirs === undefined) continue;
    await warm(folder);
    times.theirs.push(await secondsOf(theirs));
  }
  return compare(times.ours, times.theirs);
}

/** Reads all files below a directory into the file cache. */
async function warm(folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  const buffer = new Uint8Array(1024 * 1024);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = await open(join(entry.parentPath, entry.name));
    while ((await file.read(buffer, 0, buffer.length, null)).bytesRead > 0);
    await file.close();
  }
}

/** Peak memory of a Node program in bytes, the median of several runs. */
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

/** Runs a command to its end and returns its stderr; an exit code other than 0 means that nothing was measured. */
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
