import type { recovery } from './answers';

/** Loads what answers questions about recovery, when the first one is asked. */
export async function loadAnswers(): Promise<typeof recovery> {
  return (await import('./answers')).recovery;
}
