import type { WalGeometry } from '../../../src/core/wal/geometry';
import { formatLsn } from '../../../src/core/ground/lsn';
import { lsnAt } from '../../../src/core/timeline/position';
import type { View } from '../data/view';
import { formatDate } from '../data/words';

/** A tick on the axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
  /** Whether a larger unit begins here, for example a day. */
  readonly major: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];
const MOST_TICKS = 200;

/** Ticks at round locations: steps are powers of two, so that labels end in zeros. At most `count` of them. */
export function lsnTicks({ from, to }: View, count: number, geometry: WalGeometry): Tick[] {
  const least = (to - from) / Math.max(1, count);
  const step = 2 ** Math.max(-8, Math.ceil(Math.log2(least)));
  const ticks: Tick[] = [];
  for (let at = Math.max(0, Math.ceil(from / step) * step); at <= to && ticks.length < MOST_TICKS; at += step)
    ticks.push({ at, label: formatLsn(lsnAt(at, geometry)), major: at % (step * 8) === 0 });
  return ticks;
}

/** Ticks at round times of the viewer's zone, months if two weeks are not enough. */
export function timeTicks({ from, to }: View, count: number): Tick[] {
  const least = (to - from) / Math.max(1, count);
  const step = STEPS.find((each) => each >= least);
  const ticks: Tick[] = [];
  for (
    let date = firstMoment(from, step, least);
    date.getTime() <= to && ticks.length < MOST_TICKS;
    date = nextMoment(date, step, least)
  ) {
    if (date.getTime() >= from) ticks.push(timeTick(date, step));
  }
  return ticks;
}

function firstMoment(from: number, step: number | undefined, least: number): Date {
  const date = new Date(from);
  if (step === undefined) return new Date(date.getFullYear(), 0, 1);
  if (step >= DAY) return new Date(date.getFullYear(), date.getMonth(), 1);
  const midnight = new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return new Date(midnight + Math.floor((from - midnight) / Math.max(step, least)) * step);
}

function nextMoment(date: Date, step: number | undefined, least: number): Date {
  if (step === undefined) {
    const months = Math.max(1, Math.ceil(least / (30 * DAY)));
    const whole = [1, 2, 3, 6, 12].find((each) => each >= months) ?? Math.ceil(months / 12) * 12;
    return new Date(date.getFullYear(), date.getMonth() + whole, 1);
  }
  if (step < DAY) {
    const midnight = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1);
    const next = new Date(date.getTime() + step);
    // A clock change must not shift the ticks of the next day.
    return next > midnight ? midnight : next;
  }
  const next = new Date(date.getFullYear(), date.getMonth(), date.getDate() + step / DAY);
  return next.getMonth() === date.getMonth() ? next : new Date(next.getFullYear(), next.getMonth(), 1);
}

function timeTick(date: Date, step: number | undefined): Tick {
  const midnight = date.getHours() + date.getMinutes() + date.getSeconds() === 0;
  if (step === undefined)
    return {
      at: date.getTime(),
      label: formatDate(date, { month: 'short', year: 'numeric' }),
      major: date.getMonth() === 0,
    };
  const major = step < DAY ? midnight : date.getDate() === 1;
  const options: Intl.DateTimeFormatOptions =
    step >= DAY || midnight
      ? { month: 'short', day: 'numeric' }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(step < MINUTE && { second: '2-digit' }) };
  return { at: date.getTime(), label: formatDate(date, options), major };
}
