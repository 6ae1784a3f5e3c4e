const TIME = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?: ?(\S+))?$/;
const OFFSET = /^<?([+-])(\d{1,2}):?(\d\d)?(?::?\d\d)?>?$/;

/**
 * Zone abbreviations that mean the same offset wherever servers print them, in minutes east of Greenwich. Ambiguous
 * ones (IST, CST, BST, EST in Australia's older data, …) are left out on purpose.
 */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['UTC', 0],
  ['GMT', 0],
  ['UCT', 0],
  ['Z', 0],
  ['Zulu', 0],
  ['WEST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
]);

/**
 * Reads a time as labels, backup history files and manifests write it: `YYYY-MM-DD HH:MM:SS ZONE`. Undefined if the
 * text is not such a time. `epochMs` is set only if the zone is unambiguous: UTC and its names, numeric offsets, and
 * few abbreviations. Everything else depends on the server's `log_timezone`, which is not in the file.
 */
export function parseWrittenTime(text: string): WrittenTime | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const parts = [year, month, day, hour, minute, second].map((part) => part ?? 0);
  const utc = utcMs(parts);
  if (utc === undefined) return undefined;
  const offset = zoneOffset(match[8]);
  const fraction = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  return offset === undefined ? { text } : { text, epochMs: utc + fraction - offset * 60_000 };
}

/** Milliseconds of a wall-clock time in UTC; undefined for a date that does not exist. */
function utcMs(parts: readonly number[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const ms = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  return Number.isFinite(ms) ? ms : undefined;
}

/** Minutes east of Greenwich. Without a zone nothing is known. */
function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const named = ZONES.get(zone);
  if (named !== undefined) return named;
  const match = OFFSET.exec(zone);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0');
  if (minutes > 16 * 60 || Number(match[3] ?? '0') > 59) return undefined;
  return match[1] === '-' ? -minutes : minutes;
}

/** A time as a backup file writes it, with its point in time if the zone is known. */
export interface WrittenTime {
  readonly text: string;
  /** Milliseconds since 1970 UTC; absent if the zone abbreviation is ambiguous. */
  readonly epochMs?: number;
}
