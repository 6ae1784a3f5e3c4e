import type { TextOutput } from './output';

/** Writes a value as JSON, the only thing on stdout. */
export async function writeJson(out: TextOutput, value: unknown): Promise<void> {
  await out.write(`${JSON.stringify(value, null, 2)}\n`);
}
