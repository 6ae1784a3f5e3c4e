import type { ReadFailure } from '../core/ground/ports';

/** The system's error as a value. An error without a system code (for example a bad argument) becomes `EINVAL`. */
export function failureOf(error: unknown): ReadFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return { failed: true, code };
  return { failed: true, code: 'EINVAL' };
}
