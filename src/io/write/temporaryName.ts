import { randomBytes } from 'node:crypto';

/**
 * What follows the final name while a file is being written. The scan knows such a name as that of a temporary file,
 * servers pass it over, and what an interrupted run leaves behind can be told from everything else.
 */
const TAIL = /\.pgbi-[0-9a-f]{12}\.tmp$/;

/** A name for a file that is still being written, different at every call. */
export function temporaryName(name: string): string {
  return `${name}.pgbi-${randomBytes(6).toString('hex')}.tmp`;
}

/** Whether a name is one that `temporaryName` made: unless a run is at work, what an interrupted one left. */
export function isTemporaryName(name: string): boolean {
  return TAIL.test(name);
}
