import type { TextOutput } from './output';

/** Writes a value as JSON, the only thing on stdout. */
export async function writeJson(out: TextOutput, value: unknown): Promise<void> {
  await out.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Writes why there is no result: a program that reads JSON gets JSON after an error too. */
export function writeJsonError(out: TextOutput, message: string): Promise<void> {
  return writeJson(out, { reportVersion: 1, error: message });
}

/**
 * Whether a command line asks for JSON, even if it cannot be parsed; one that also asks for another format does not.
 */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  const format = options.flatMap((arg, i) =>
    arg === '--format' ? [options[i + 1]] : arg.startsWith('--format=') ? [arg.slice(9)] : [],
  );
  return format.length === 0 ? options.includes('--json') : format.every((one) => one === 'json');
}
