import type { CheckItem, CheckResult } from '../../core/restore/monitor/checkBackups';
import { printable } from '../text/layout';

const LABELS: Partial<Record<CheckItem['name'], string>> = {
  'backup-age': 'backup_age',
  rpo: 'rpo',
  window: 'window',
};

/**
 * One line by the monitoring plugins' rules, with performance data in seconds; then a line for each thing that was checked. What decides
 * the state comes first.
 */
export function nagiosText({ state, items }: CheckResult): string {
  const deciding = items.filter((item) => item.state === state);
  const summary = (state === 'ok' ? items : deciding).map(({ message }) => clean(message)).join('; ');
  const several = new Set(items.map(({ systemIdentifier }) => systemIdentifier)).size > 1;
  const data = items.flatMap((item) => perfdata(item, several));
  const lines = items.map(
    ({ state: own, message, systemIdentifier }) =>
      `${own.toUpperCase()}: ${several ? `server ${systemIdentifier ?? 'unknown'}: ` : ''}${clean(message)}`,
  );
  return `PGBACKUP ${state.toUpperCase()} - ${summary}${data.length === 0 ? '' : ` | ${data.join(' ')}`}\n${lines.join('\n')}\n`;
}

function perfdata({ name, value, threshold, systemIdentifier }: CheckItem, several: boolean): string[] {
  const label = LABELS[name];
  if (label === undefined || value === null) return [];
  // A minimum is written as a range from it upwards.
  const critical = threshold === null ? '' : name === 'window' ? `${String(threshold)}:` : String(threshold);
  const of = several ? `${label}_${systemIdentifier ?? 'unknown'}` : label;
  return [`'${of}'=${String(value)}s;;${critical};0`];
}

/** A bar would begin the performance data. */
function clean(message: string): string {
  return printable(message).replaceAll('|', '/');
}
