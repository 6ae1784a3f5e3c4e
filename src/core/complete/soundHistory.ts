import { parseBackupHistory } from '../formats/label/backupHistory';
import { parseTimelineHistory } from '../formats/timelineHistory';

/** Whether the text of a history file of that name makes sense to its own reader; a set does better without another one. */
export function isSoundHistory(name: string, bytes: Uint8Array): boolean {
  if (name.endsWith('.backup')) return parseBackupHistory(bytes).value?.start !== undefined;
  const { problems } = parseTimelineHistory(bytes, Number.parseInt(name.slice(0, 8), 16));
  return !problems.some(({ severity }) => severity === 'error');
}
