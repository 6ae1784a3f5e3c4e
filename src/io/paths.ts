import { sep } from 'node:path';

/** The path as core writes it: `/` between its parts. A backslash is part of a name except on Windows. */
export function toSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}
