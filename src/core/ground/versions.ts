/** Versions of PostgreSQL as `server_version_num`: 90224 is 9.2.24, 150004 is 15.4. */

/** Up to 9.6 the first two numbers are the major version, from 10 the first. */
const ONE_NUMBER_SINCE = 100_000;
const OLDEST_SUPPORTED = 90_000;
/** The last version of each series with two numbers. */
const LAST_SERIES: Readonly<Record<number, number>> = { 8: 4, 9: 6 };
const TEXT = /^(\d{1,6})(?:\.(\d{1,2}))?(?:\.\d{1,4})?(?:devel|(?:alpha|beta|rc)\d{1,2})?$/;

/** The major version alone: 90200 from 90224, 150000 from 150004. */
export function majorOf(versionNum: number): number {
  return versionNum - (versionNum % (versionNum < ONE_NUMBER_SINCE ? 100 : 10_000));
}

/** The major version with these numbers; undefined if the second one is needed and missing. */
export function majorFromParts(first: number, second: number | undefined): number | undefined {
  if (first >= 10) return first * 10_000;
  return second === undefined ? undefined : first * 10_000 + second * 100;
}

/**
 * The major version in a text: 90200 from `9.2`, `9.2.24` and `90224`, 150000 from `15`, `15.4`, `15beta1` and
 * `150004`. Undefined for anything else, and for a version that never existed.
 */
export function parseMajorVersion(text: string): number | undefined {
  const match = TEXT.exec(text.trim());
  if (match === null) return undefined;
  const first = Number(match[1]);
  const second = match[2] === undefined ? undefined : Number(match[2]);
  if (first >= OLDEST_SUPPORTED) return second === undefined ? majorOf(first) : undefined;
  if (first >= 100 || (first < 10 && (second ?? 0) > (LAST_SERIES[first] ?? -1))) return undefined;
  return majorFromParts(first, second);
}

/** The major version in a text, as `parseMajorVersion` reads it, if it is 9.0 or later. */
export function parseSupportedVersion(text: string): number | undefined {
  const versionNum = parseMajorVersion(text);
  return versionNum === undefined || versionNum < OLDEST_SUPPORTED ? undefined : versionNum;
}

/** The major version as people write it: `9.2` for 90224 and 90200, `15` for 150004. */
export function formatMajorVersion(versionNum: number): string {
  const major = Math.floor(versionNum / 10_000);
  return major >= 10 ? String(major) : `${major}.${Math.floor(versionNum / 100) % 100}`;
}
