/**
 * How long a test waits for an event, in milliseconds: a server that starts, a file that is archived, an element of a
 * page. Only an event that never comes reaches it; it must be less than the limit of a test (`test/run/lib/limits.ts`).
 */
export const PATIENCE_MS = 4 * 60_000;
