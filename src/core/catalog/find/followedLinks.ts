import { isFailure, type ReadFailure } from '../../ground/ports';
import { isWithin } from '../../ground/paths';

/** `C:/` and similar: the root of another drive contains everything on it. */
const FILE_SYSTEM_ROOT = /^(?:\/|[A-Za-z]:\/?)$/;

/**
 * The places from which a directory was reached: where the search began, and where each link on the path led. Undefined
 * if the directory is a link that is not followed because it leads to a directory that contains one of those places, or
 * to the root of a file system: that would search everything.
 */
export function originsOf(
  origins: readonly string[],
  real: string | ReadFailure,
): readonly string[] | undefined {
  if (isFailure(real) || origins.length === 0) return isFailure(real) ? origins : [real];
  const last = origins.at(-1) ?? '';
  if (isWithin(real, last) || origins.includes(real)) return origins;
  // Not below the place from which it was reached: a link.
  if (FILE_SYSTEM_ROOT.test(real) || origins.some((origin) => isWithin(origin, real))) return undefined;
  return [...origins, real];
}

/** The directories that a walk has visited, by their real paths: many paths may lead to one. */
export class Visited {
  readonly #keys = new Set<string>();

  /** Marks a directory as visited, and returns whether it was already. */
  markSeen(path: string, real: string | ReadFailure): boolean {
    const key = isFailure(real) ? path : real;
    if (this.#keys.has(key)) return true;
    this.#keys.add(key);
    return false;
  }
}
