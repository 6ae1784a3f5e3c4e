import type { Translate } from '../ground/translate';

/**
 * Why a file could not be written, by the code of the system call. `noSpace` says what to do if the disk is full, which
 * depends on the task.
 */
export function writeFailureText(code: string, path: string, noSpace: string, t: Translate): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return noSpace;
    case 'EROFS':
      return t('{0} is on a file system that is mounted read-only.', path);
    case 'EACCES':
    case 'EPERM':
      return t('You do not have permission to write {0}.', path);
    default:
      return t('{0} could not be written ({1}).', path, code);
  }
}
