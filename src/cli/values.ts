import { isSegmentSize } from '../core/wal/geometry';

const UNITS: Record<string, number> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A segment size in bytes, from `16777216`, `16MB`, `1 GB`; undefined for anything that no server accepts. */
export function parseSegmentSize(text: string): number | undefined {
  const match = /^(\d{1,12})\s*(?:([kmg])(?:i?b)?|(b)?)$/i.exec(text.trim());
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1);
  return isSegmentSize(bytes) ? bytes : undefined;
}

/**
 * `server_version_num` of the major version: 90200 from `9.2`, `9.2.24` and `90224`, 150000 from `15`, `15.4` and
 * `150004`. Undefined for what is no version, or one before 9.0.
 */
export function parseVersion(text: string): number | undefined {
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?(?:\.\d{1,2})?(?:devel|(?:alpha|beta|rc)\d{1,2})?$/.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const first = Number(match[1]);
  if (first >= 90000 && match[2] === undefined) return majorOf(first);
  if (first === 9)
    return match[2] === undefined || Number(match[2]) > 6 ? undefined : 90000 + Number(match[2]) * 100;
  return first >= 10 && first < 100 ? first * 10000 : undefined;
}

function majorOf(versionNumber: number): number {
  return versionNumber < 100000
    ? Math.floor(versionNumber / 100) * 100
    : Math.floor(versionNumber / 10000) * 10000;
}

/** A timeline number, 1 to 2^32 - 1, in decimal. */
export function parseTimeline(text: string): number | undefined {
  const timeline = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return timeline >= 1 && timeline <= 0xffffffff ? timeline : undefined;
}
