import type { CheckItem, CheckResult } from '../../core/restore/monitor/checkItem';
import type { NotRead } from '../../core/restore/monitor/serverComparison';
import { printable } from '../text/layout';

const LABELS: Partial<Record<CheckItem['name'], string>> = {
  'backup-age': 'backup_age',
  rpo: 'rpo',
  window: 'window',
  ready: 'ready',
  'archive-lag': 'archive_lag',
  slots: 'slot_wal',
};

/** Units of performance data; a number of things has none. */
const UNITS = { s: 's', B: 'B', files: '' } as const;

/**
 * One line by the monitoring plugins' rules, with performance data in seconds and bytes; then a line for each thing that was
 * checked, and for each fact that a server did not show. What decides the state comes first.
 */
export function nagiosText({ state, items }: CheckResult, notRead: readonly NotRead[] = []): string {
  const deciding = items.filter((item) => item.state === state);
  const summary = (state === 'ok' ? items : deciding).map(({ message }) => clean(message)).join('; ');
  // A server that could not be asked must not change the labels of the others.
  const known = items.filter(({ name, systemIdentifier }) => name !== 'server' || systemIdentifier !== null);
  const several = new Set(known.map(({ systemIdentifier }) => systemIdentifier)).size > 1;
  const data = items.flatMap((item) => perfdata(item, several));
  const lines = items.map(
    ({ state: own, message, systemIdentifier }) =>
      `${own.toUpperCase()}: ${several ? `server ${systemIdentifier ?? 'unknown'}: ` : ''}${clean(message)}`,
  );
  const hidden = notRead.map(({ what, why }) => `NOT READ: ${clean(what)}: ${clean(why)}`);
  return `PGBACKUP ${state.toUpperCase()} - ${summary}${data.length === 0 ? '' : ` | ${data.join(' ')}`}\n${[...lines, ...hidden].join('\n')}\n`;
}

function perfdata({ name, value, threshold, unit, systemIdentifier }: CheckItem, several: boolean): string[] {
  const label = LABELS[name];
  if (label === undefined || value === null || unit === null) return [];
  // A minimum is written as a range from it upwards.
  const critical = threshold === null ? '' : name === 'window' ? `${String(threshold)}:` : String(threshold);
  const of = several ? `${label}_${systemIdentifier ?? 'unknown'}` : label;
  return [`'${of}'=${String(value)}${UNITS[unit]};;${critical};0`];
}

/** A bar would begin the performance data. */
function clean(message: string): string {
  return printable(message).replaceAll('|', '/');
}
