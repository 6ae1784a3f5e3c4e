import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SILENCE_MS } from './limits';

/** Milliseconds that a process has to end by itself before it is killed. */
const graceMilliseconds = 5_000;

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

let interrupted: (() => void) | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const handler = interrupted;
    interrupted = undefined;
    if (handler === undefined) process.exit(130);
    handler();
  });
}

/** Settles when the user interrupts this process (Ctrl+C). A second time ends it at once. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    interrupted = resolve;
  });
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with the process's output as it arrives. */
  readonly onOutput?: (text: string) => void;
}

/** Starts a process that ends no later than this one. It leads a group of its own, so its children end with it. */
export function startChild(command: string, args: readonly string[], options: StartOptions): ChildProcess {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => options.onOutput?.(text));
  }
  return child;
}

/** Ends a process and its children: asks first, kills after the grace time. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => {
    signalGroup(child, 'SIGKILL');
  }, graceMilliseconds);
  await ended;
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL');
}

export interface RunOptions extends StartOptions {
  /** Milliseconds without any output after which the process counts as hanging. Default: {@link SILENCE_MS}. */
  readonly silenceMilliseconds?: number;
}

export interface Finished {
  readonly ok: boolean;
  readonly output: string;
  /** Why it failed; empty if it did not. */
  readonly reason: string;
}

/**
 * Runs a command to its end. If it writes nothing for the time in the options, it counts as hanging and is ended. Never
 * throws.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  const silence = options.silenceMilliseconds ?? SILENCE_MS;
  let output = '';
  let lastLine = '';
  const child = startChild(command, args, {
    ...options,
    onOutput: (text) => {
      output += text;
      lastLine = text.trimEnd().split('\n').at(-1) ?? '';
      watchdog.refresh();
      options.onOutput?.(text);
    },
  });
  let isHanging = false;
  const watchdog = setTimeout(() => {
    isHanging = true;
    void stopChild(child);
  }, silence);
  const reason = await new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      if (isHanging) resolve(`was silent for ${silence / 1000} s and was ended; its last line: ${lastLine}`);
      else if (code === 0) resolve('');
      else resolve(code === null ? `ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`);
    });
  });
  clearTimeout(watchdog);
  return { ok: reason === '', output, reason };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is already gone.
  }
}
