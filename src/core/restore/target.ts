import { timeText } from '../proofs/windows';
import { parseLsn, formatLsn } from '../ground/lsn';
import type { RecoveryTarget } from './types';
import { isZone, offsetText, offsetsOfWallClock } from './zone';

/** The parsed target, or why the text was not understood. */
export type ParsedTarget =
  | { readonly target: RecoveryTarget; readonly problem?: undefined }
  | { readonly target?: undefined; readonly problem: string };

export interface TargetContext {
  /** IANA zone for times without a zone: the viewer's. */
  readonly zone: string;
  /** Names of known restore points: a text that equals one is never parsed as anything else. */
  readonly names?: ReadonlySet<string>;
}

/** PostgreSQL cuts names of restore points to 63 bytes, and a character has at least one byte. */
const LONGEST_NAME = 63;
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? *(.*)$/i;
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?$/i;

/**
 * Parses a target: a location (`2/FB000020`), a time (ISO 8601 or as PostgreSQL prints it, with or without a
 * zone), a transaction (`xid:1234`), the name of a restore point, `latest` (the end of the WAL) or `immediate` (the end of the
 * backup). `name:` before a name that looks like something else makes it one. `before` in front of a location, a time or a
 * transaction stops just before it (`recovery_target_inclusive = off`). A time without a zone is in the context's.
 */
export function parseTarget(text: string, context: TargetContext): ParsedTarget {
  const typed = text.trim();
  const before = /^before\s+(.+)$/i.exec(typed)?.[1];
  if (before === undefined || context.names?.has(typed) === true) return parseInclusive(typed, context);
  const { target } = parseInclusive(before, context);
  if (target?.kind === 'lsn' || target?.kind === 'xid' || target?.kind === 'time')
    return { target: { ...target, exclusive: true } };
  // A restore point may have such a name.
  return parseInclusive(typed, context);
}

function parseInclusive(typed: string, context: TargetContext): ParsedTarget {
  if (typed === '') return { problem: 'Type a time, an LSN or the name of a restore point.' };
  const xid = /^xid[:\s]\s*(\d{1,20})$/i.exec(typed)?.[1];
  if (xid !== undefined && context.names?.has(typed) !== true) return xidTarget(xid);
  if (typed.startsWith('name:')) return nameTarget(typed.slice(5).trim());
  if (context.names?.has(typed) === true) return nameTarget(typed);
  const lsn = parseLsn(typed);
  if (lsn !== undefined) return { target: { kind: 'lsn', lsn: formatLsn(lsn) } };
  if (/^(?:latest|end)$/i.test(typed)) return { target: { kind: 'end' } };
  if (/^immediate$/i.test(typed)) return { target: { kind: 'immediate' } };
  const match = TIME.exec(typed);
  return match === null ? nameTarget(typed) : timeTarget(match, context.zone);
}

/** The newest transaction number, without and with its epoch: servers compare the lower half. */
const LARGEST_XID = 2n ** 32n - 1n;
const LARGEST_FULL_XID = 2n ** 64n - 1n;
/** Smaller ones are reserved (`FirstNormalTransactionId`). */
const FIRST_XID = 3n;

function xidTarget(digits: string): ParsedTarget {
  const xid = BigInt(digits);
  if (xid > LARGEST_FULL_XID || (xid & LARGEST_XID) < FIRST_XID)
    return { problem: 'There is no such transaction: the smallest number is 3.' };
  return { target: { kind: 'xid', xid: String(xid & LARGEST_XID) } };
}

function nameTarget(name: string): ParsedTarget {
  if (name === '') return { problem: 'Type the name of a restore point after “name:”.' };
  if (/[\u0000-\u001f\u007f]/.test(name))
    return { problem: 'A name with control characters cannot be written into a configuration file.' };
  if (name.length > LONGEST_NAME)
    return { problem: `The name of a restore point has at most ${LONGEST_NAME} bytes.` };
  return { target: { kind: 'name', name } };
}

function timeTarget(match: RegExpExecArray, assumed: string): ParsedTarget {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  const asUtcMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(asUtcMs);
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  if (!real || hour > 23 || minute > 59 || second > 59) return { problem: 'There is no such date or time.' };
  const micros = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const zone = zoneOf((match[8] ?? '').trim(), assumed, asUtcMs);
  if (zone.problem !== undefined) return zone;
  const time = timeText((asUtcMs - zone.offset * 60_000) * 1000 + micros);
  return { target: { kind: 'time', time, zone: zone.text, zoneAssumed: zone.assumed } };
}

type ZoneFound =
  | {
      readonly offset: number;
      readonly text: string;
      readonly assumed: boolean;
      readonly problem?: undefined;
    }
  | { readonly problem: string };

function zoneOf(written: string, assumed: string, asUtcMs: number): ZoneFound {
  if (/^(?:Z|UTC|GMT)$/i.test(written)) return { offset: 0, text: 'UTC', assumed: false };
  const match = OFFSET.exec(written);
  if (match !== null) {
    const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0');
    if (minutes > 16 * 60 || Number(match[3] ?? '0') > 59)
      return { problem: `No time zone has the offset ${written}.` };
    const offset = match[1] === '-' ? -minutes : minutes;
    return { offset, text: offsetText(offset), assumed: false };
  }
  if (written === '') return namedZone(assumed, asUtcMs, true);
  if (written.includes('/') && isZone(written)) return namedZone(written, asUtcMs, false);
  return {
    problem: `“${written.slice(0, 40)}” is not a clear time zone (most abbreviations are ambiguous). Write an offset such as +01, UTC, or a name such as Europe/Berlin.`,
  };
}

function namedZone(name: string, asUtcMs: number, assumed: boolean): ZoneFound {
  const [offset, other] = offsetsOfWallClock(name, { asUtcMs });
  if (offset === undefined)
    return {
      problem: `This time does not exist in ${name}, because the clocks were set forward. Write an offset.`,
    };
  if (other !== undefined) {
    const both = `${offsetText(offset)} or ${offsetText(other)}`;
    return {
      problem: `This time occurred twice in ${name}, because the clocks were set back. Write it with ${both}.`,
    };
  }
  return { offset, text: `${name} (${offsetText(offset)})`, assumed };
}

/** Microseconds since 1970 of a time in the format of these answers; undefined for anything else. */
export function microsOf(text: string | undefined | null): number | undefined {
  const match = /^(\d{4,6}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? UTC$/.exec(text ?? '');
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}Z`);
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number((match[3] ?? '').padEnd(6, '0'));
}
