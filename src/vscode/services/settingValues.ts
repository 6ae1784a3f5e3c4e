import { isSegmentSize } from '../../core/wal/geometry';

const MEGABYTE = 1024 * 1024;

/** Bytes of "16MB" or "1GB"; undefined for "auto" and for anything that is no segment size. */
export function parseSegmentSize(text: unknown): number | undefined {
  const match = typeof text === 'string' ? /^(\d{1,4})(MB|GB)$/.exec(text) : null;
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (match[2] === 'GB' ? 1024 : 1) * MEGABYTE;
  return isSegmentSize(bytes) ? bytes : undefined;
}

/** `server_version_num` of the major version: 90200 for "9.2", 150000 for "15"; undefined for "auto" and all else. */
export function parseServerVersion(text: unknown): number | undefined {
  const match = typeof text === 'string' ? /^(?:9\.(\d)|([1-9]\d))$/.exec(text) : null;
  if (match === null) return undefined;
  return match[1] === undefined ? Number(match[2]) * 10000 : 90000 + Number(match[1]) * 100;
}
