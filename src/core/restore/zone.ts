/** Time zones: the meaning of a wall-clock time in a zone. */

/** The UTC times that a wall-clock time can mean: one; none if clocks were put forward, two if they were put back. */
export interface WallClock {
  /** Milliseconds since 1970 of the wall clock read as if it were UTC. */
  readonly asUtcMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whether the runtime knows this zone of the IANA database (`Europe/Berlin`). */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Minutes by which a zone's clocks are ahead of UTC at a time, in milliseconds since 1970. */
function zoneOffsetMinutes(zone: string, epochMs: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(epochMs);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return Math.round((shown - Math.floor(epochMs / 1000) * 1000) / MINUTE_MS);
}

/**
 * Offsets, in minutes, with which a zone's clocks show the given wall-clock time: none, one or two, the earlier first.
 */
export function offsetsOfWallClock(zone: string, { asUtcMs }: WallClock): number[] {
  const around = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map((ms) => zoneOffsetMinutes(zone, ms));
  const candidates = [...new Set(around)].sort((a, b) => b - a);
  return candidates.filter((offset) => zoneOffsetMinutes(zone, asUtcMs - offset * MINUTE_MS) === offset);
}

/** `+01:00`, `-03:30`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
