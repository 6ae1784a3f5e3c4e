import { isFailure, type ReadFailure } from '../../ground/ports';
import { isWithin } from '../../ground/paths';

/** `C:/` and its kin: the root of another drive holds everything on it. */
const FILE_SYSTEM_ROOT = /^(?:\/|[A-Za-z]:\/?)$/;

/**
 * The places from which a folder was reached: where the search began, and where each link on the way led. Undefined where
 * the folder is a link that is not followed, as it leads to a folder that holds one of those places, or to the root of a
 * file system: that would search everything.
 */
export function originsOf(
  origins: readonly string[],
  real: string | ReadFailure,
): readonly string[] | undefined {
  if (isFailure(real) || origins.length === 0) return isFailure(real) ? origins : [real];
  const last = origins.at(-1) ?? '';
  if (isWithin(real, last) || origins.includes(real)) return origins;
  // Not below where it was reached from: a link.
  if (FILE_SYSTEM_ROOT.test(real) || origins.some((origin) => isWithin(origin, real))) return undefined;
  return [...origins, real];
}
