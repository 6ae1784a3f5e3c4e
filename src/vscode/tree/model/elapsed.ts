import type { TreeContext } from './context';

const MINUTE_MS = 60_000;

/**
 * A duration for reading: "less than a minute", "12 min", "3 h 05 min", "2 d 4 h". In steps of minutes, so that a tree
 * need not be drawn each second.
 */
export function elapsedText(sinceMs: number, context: Pick<TreeContext, 't' | 'now' | 'locale'>): string {
  const { t } = context;
  const minutes = Math.floor(Math.max(0, context.now - sinceMs) / MINUTE_MS);
  if (!Number.isFinite(minutes)) return t('an unknown time');
  if (minutes < 1) return t('less than a minute');
  if (minutes < 60) return t('{0} min', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('{0} h {1} min', hours, String(minutes % 60).padStart(2, '0'));
  return t('{0} d {1} h', Math.floor(hours / 24).toLocaleString(context.locale), hours % 24);
}

/** The same for a status bar, to the second: "0:07", "12:41", "3:05:09". */
export function clockText(elapsedMs: number): string {
  const seconds = Math.floor(Math.max(0, elapsedMs) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
