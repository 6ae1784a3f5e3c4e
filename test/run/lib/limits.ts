/**
 * How long a child process may be silent, in milliseconds. Only a hang reaches this: no step of a run is silent for so
 * long, not even on a busy machine. There is no limit for a whole suite.
 */
export const SILENCE_MS = 20 * 60_000;

/** How long a single test may take, in milliseconds. It must be less than the silence that ends the whole process. */
export const TEST_LIMIT_MS = 10 * 60_000;
