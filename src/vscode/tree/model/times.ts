import type { WrittenTime } from '../../../core/formats/writtenTime';
import type { TreeContext } from './context';
import { visibleText } from '../../../core/report/visibleText';

const DAY_MS = 24 * 60 * 60 * 1000;
const LATEST_DATE_MS = 8.64e15;

/** "today 02:00", "Nov 18 23:10", or the file's own text if the point in time is unknown. */
export function shortTime(time: WrittenTime | undefined, context: TreeContext): string {
  return time === undefined ? '' : (moment(time.epochMs, context, false) ?? visibleText(time.text, 60));
}

/** Same as `shortTime`, with seconds and never "today". */
export function exactTime(time: WrittenTime | undefined, context: TreeContext): string {
  return time === undefined ? '' : (moment(time.epochMs, context, true) ?? visibleText(time.text, 60));
}

/** A time in the viewer's zone, like `shortTime`. */
export function shortMoment(epochMs: number, context: TreeContext): string {
  return moment(epochMs, context, false) ?? '';
}

/** A time in the viewer's zone, like `exactTime`. */
export function exactMoment(epochMs: number, context: TreeContext): string {
  return moment(epochMs, context, true) ?? '';
}

function moment(epochMs: number | undefined, context: TreeContext, exact: boolean): string | undefined {
  if (epochMs === undefined || !(Math.abs(epochMs) <= LATEST_DATE_MS)) return undefined;
  const date = new Date(epochMs);
  const clock = format(date, context, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(exact ? { second: '2-digit' } : {}),
  });
  return `${day(date, context, exact)} ${clock}`;
}

function day(date: Date, context: TreeContext, exact: boolean): string {
  const whole = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  const own = format(date, context, whole);
  if (!exact && own === format(new Date(context.now), context, whole)) return context.t('today');
  if (!exact && own === format(new Date(context.now - DAY_MS), context, whole)) return context.t('yesterday');
  const year = { year: 'numeric' } as const;
  const sameYear = format(date, context, year) === format(new Date(context.now), context, year);
  return sameYear ? format(date, context, { month: 'short', day: 'numeric' }) : own;
}

function format(date: Date, context: TreeContext, options: Intl.DateTimeFormatOptions): string {
  const zone = context.timeZone === undefined ? {} : { timeZone: context.timeZone };
  return date.toLocaleString(context.locale, { ...options, ...zone });
}
