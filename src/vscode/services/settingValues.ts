import { parseSupportedVersion } from '../../core/ground/versions';
import { parseSegmentSize } from '../../core/wal/geometry';

/** Bytes of "16MB" or "1GB"; undefined for "auto" and for anything that is not a segment size. */
export function readSegmentSize(value: unknown): number | undefined {
  return typeof value === 'string' ? parseSegmentSize(value) : undefined;
}

/** `server_version_num` of the major version: 90200 for "9.2", 150000 for "15"; undefined for "auto" and all else. */
export function readServerVersion(value: unknown): number | undefined {
  return typeof value === 'string' ? parseSupportedVersion(value) : undefined;
}
