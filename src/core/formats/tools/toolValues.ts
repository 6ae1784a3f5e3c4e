import { majorOf, parseMajorVersion } from '../../ground/versions';
import { parseWrittenTime, type WrittenTime } from '../writtenTime';
import type { Lsn } from '../../ground/lsn';
import type { SegmentNameParts } from '../../wal/segmentName';
import type { ToolPosition } from './toolBackup';

/** Until the year 10000. */
const LATEST_EPOCH = 253_402_300_800;

/** `server_version_num` of the major version, from a number with or without a minor version (150018, 90624). */
export function majorOfNumber(version: number | undefined): number | undefined {
  if (version === undefined || version < 80000 || version > 1_000_000) return undefined;
  return majorOf(version);
}

/** `server_version_num` of the major version, from `15`, `15.4`, `9.6`, `9.6.24`. */
export function majorOfText(text: string | undefined): number | undefined {
  return parseMajorVersion(/^\d{1,2}(?:\.\d{1,2})?/.exec(text ?? '')?.[0] ?? '');
}

/** A location with its timeline and time; undefined unless both location and timeline are known. */
export function toolPositionOf(
  lsn: Lsn | undefined,
  timeline: number | undefined,
  time: WrittenTime | undefined,
  segment?: SegmentNameParts,
): ToolPosition | undefined {
  if (lsn === undefined || timeline === undefined) return undefined;
  return { lsn, timeline, time, segment };
}

/** Seconds since 1970 UTC as a time that can be shown beside those of other files. */
export function timeOfEpoch(seconds: number | undefined): WrittenTime | undefined {
  if (seconds === undefined || seconds <= 0 || seconds >= LATEST_EPOCH) return undefined;
  const text = `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return { text, epochMs: seconds * 1000 };
}

/** A time as a tool writes it: with a blank or a `T` between day and hour, up to nanoseconds, and an offset. */
export function timeOfText(text: string | undefined): WrittenTime | undefined {
  if (text === undefined || text.length > 64) return undefined;
  const plain = text.replace(/^(\d{4}-\d\d-\d\d)T/, '$1 ').replace(/(\.\d{6})\d+/, '$1');
  return parseWrittenTime(plain);
}
