import { randomBytes } from 'node:crypto';
import { classifyWalFile } from '../../core/wal/fileName';

/**
 * The ending of a name while its file is being written. A scan recognizes it as a temporary file, servers ignore it,
 * and leftovers of interrupted runs can be distinguished from other files.
 */
const TAIL = /\.pgbi-[0-9a-f]{12}\.tmp$/;

/** A name for a file that is still being written, different at every call. */
export function temporaryName(name: string): string {
  return `${name}.pgbi-${randomBytes(6).toString('hex')}.tmp`;
}

/** Whether a name is one that `temporaryName` made. */
export function isTemporaryName(name: string): boolean {
  return TAIL.test(name);
}

/** Whether `temporaryName` made it for a file that a completion writes: unless a run is at work, an interrupted one left it. */
export function isLeftoverName(name: string): boolean {
  if (!isTemporaryName(name)) return false;
  const file = classifyWalFile(name.replace(TAIL, ''));
  switch (file?.kind) {
    case 'segment':
    case 'timeline-history':
    case 'backup-history':
      return file.suffix === '';
    case 'archive-status':
      return file.status === 'done';
    default:
      return false;
  }
}
