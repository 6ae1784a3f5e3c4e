import type { ReadFailure } from '../core/ground/ports';

/** What the system said, as a value. An error without a system code (a bad argument, say) becomes `EINVAL`. */
export function failureOf(error: unknown): ReadFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return { failed: true, code };
  return { failed: true, code: 'EINVAL' };
}
