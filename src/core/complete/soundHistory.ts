import { parseBackupHistory } from '../formats/label/backupHistory';
import { parseTimelineHistory } from '../formats/timelineHistory';

/** Whether a history file with that name can be parsed; a broken one is worse for a set than none. */
export function isSoundHistory(name: string, bytes: Uint8Array): boolean {
  if (name.endsWith('.backup')) return parseBackupHistory(bytes).value?.start !== undefined;
  const { problems } = parseTimelineHistory(bytes, Number.parseInt(name.slice(0, 8), 16));
  return !problems.some(({ severity }) => severity === 'error');
}
